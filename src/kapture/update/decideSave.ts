import type { OperationForm } from '../catalogue/form.ts';
import { isOtherId } from '../exchange/otherRecord.ts';
import { isContactField, isOtherContact, readBack, type RecordFields, withValues } from './editableFields.ts';
import { isBlank, isMask, isSame, isSameText, isStoredAsSent, looksMasked, type FieldValues } from './fieldValue.ts';
import { recordValue } from './updateBody.ts';

/** What to do to save an edited customer. A changed field is in one of `send`, `conflicts` and `alreadyStored`. */
export interface SaveDecision {
  /** Changed only by the user. */
  readonly send: FieldValues;
  /** Changed by the user and on the server to different values; these are the user's. */
  readonly conflicts: FieldValues;
  /** Changed by the user and on the server to the same value. They do not need to be sent. */
  readonly alreadyStored: readonly string[];
  /** Changed only on the server; these are the server's values, which are merged into the document. */
  readonly merged: FieldValues;
  /** Fields of `send` and `conflicts` that would clear a value, or an unknown value. */
  readonly blanked: readonly string[];
  /** Fields whose masked value would overwrite the original. Nothing may be sent if there are any. */
  readonly masked: readonly string[];
}

/**
 * Compares three states field by field: `base` is the record that the document was created from, `mine` the document,
 * and `fresh` the record on the server. A field that the user removed from the document is not sent and is not a
 * change. If the base is unknown, everything that differs from the server is a conflict. `isUnchanged` says whether the
 * user left a value as it was. By default, removing a blank around a value is a change, but never a conflict, because a
 * server can remove blanks.
 */
export function decideSave(
  base: RecordFields | undefined,
  mine: FieldValues,
  fresh: RecordFields,
  isUnchanged: (before: string | undefined, value: string | undefined) => boolean = isSameText,
): SaveDecision {
  const send = new Map<string, string>();
  const conflicts = new Map<string, string>();
  const merged = new Map<string, string>();
  const alreadyStored: string[] = [];
  for (const [field, value] of mine) {
    if (field === 'kapture_customer_id') continue;
    const before = base && readBack(base, field);
    const now = readBack(fresh, field);
    const isServerChange = !base || isChangedOnServer(base, fresh, field);
    if (isUnchanged(before, value)) {
      if (isServerChange && now !== undefined && !isSame(before, now)) merged.set(field, now);
    } else if (isServerChange ? isSame(value, now) : isUnchanged(value, now)) {
      alreadyStored.push(field);
    } else {
      (isServerChange ? conflicts : send).set(field, value);
    }
  }
  const written = [...send, ...conflicts];
  return {
    send,
    conflicts,
    alreadyStored,
    merged,
    blanked: written.filter(([field, value]) => isBlank(value) && !wasBlank(base, field)).map(([field]) => field),
    masked: written
      .filter(([field, value]) => (base && isMaskedValue(field, value, base)) || isMaskedValue(field, value, fresh))
      .map(([field]) => field),
  };
}

/** Whether a field is known to have been blank. */
function wasBlank(base: RecordFields | undefined, field: string): boolean {
  const before = base && readBack(base, field);
  return before !== undefined && isBlank(before);
}

/**
 * Whether a field changed on the server. These count as changes too:
 * - a field of the contact, if the record now has another one
 * - a new field that is not blank
 * - a field that is now masked and was not, or that has another mask: it is unknown whether its value is the same
 * - a field that the record no longer has, unless it was blank: it is unknown which value it has. Both records are from
 *   Get, because Pull omits fields that Get has.
 */
function isChangedOnServer(base: RecordFields, fresh: RecordFields, field: string): boolean {
  if (isContactField(field) && isOtherContact(base, fresh)) return true;
  const hidden = fresh.masked.get(field);
  if (hidden !== undefined) return !isSame(base.masked.get(field), hidden);
  const now = readBack(fresh, field);
  if (now === undefined) return hadValue(base, field);
  const before = readBack(base, field);
  const isNew = before === undefined && !base.masked.has(field);
  return !isSame(before, now) && !(isNew && isBlank(now));
}

/** Whether a record has shown that a field has a value. */
function hadValue({ shown, masked, others }: RecordFields, field: string): boolean {
  const value = masked.get(field) ?? shown.get(field) ?? others.get(field);
  return value !== undefined && !isBlank(value);
}

/**
 * Whether a field has the same state in two records: shown, masked or missing. A field of a contact only counts as the
 * same for the same contact.
 */
export function isSameField(one: RecordFields, other: RecordFields, field: string): boolean {
  if (isContactField(field) && isOtherContact(one, other)) return false;
  const [a, b] = [one, other].map((record) => ({ shown: readBack(record, field), hidden: record.masked.get(field) }));
  const same = (x: string | undefined, y: string | undefined): boolean => x === y || isSame(x, y);
  return same(a!.shown, b!.shown) && same(a!.hidden, b!.hidden);
}

/** Whether a value is the server's masked value, looks masked in a field that servers mask, or consists of a mask. */
function isMaskedValue(field: string, value: string, { masked }: RecordFields): boolean {
  return isSame(masked.get(field), value) || (/phone|email/.test(field) ? looksMasked(value) : isMask(value));
}

/** The fields that a decision sends, including the user's values of conflicts. */
export function sentFields({ send, conflicts }: Pick<SaveDecision, 'send' | 'conflicts'>): FieldValues {
  return new Map([...send, ...conflicts]);
}

export interface SaveOutcome {
  readonly sent: FieldValues;
  /** The record after the update; undefined if it could not be fetched. */
  readonly stored: RecordFields | undefined;
  /** The record after the update. If it could not be fetched, it is the previous record with the sent values. */
  readonly current: RecordFields;
  readonly verification: Verification;
  /** The ID of another customer in the response, which Kapture may have changed or added. */
  readonly otherCustomer: string | undefined;
}

/** An update that was sent. */
export interface SentUpdate {
  readonly id: string;
  /** The changed fields that were sent. */
  readonly sent: FieldValues;
  /** The unchanged fields that the form requires, which were sent too. */
  readonly required: FieldValues;
  readonly form: Pick<OperationForm, 'fieldMap'>;
  /** The record before the update. */
  readonly fresh: RecordFields;
}

/**
 * The outcome of an update, from the customer's ID in its response, if it has one, and from the record that was fetched
 * afterward, if that was possible.
 */
export function saveOutcome(
  { id, sent, required, form, fresh }: SentUpdate,
  returnedId: string | undefined,
  stored: RecordFields | undefined,
): SaveOutcome {
  // A required field counts as changed if it now has another value.
  const changed = new Map([...[...required].filter(([field]) => hasNewValue(field, fresh, stored)), ...sent]);
  return {
    sent,
    stored,
    current: stored ?? withValues(fresh, sent),
    verification: stored ? verifySave(changed, stored, form) : { differences: [], unreadable: [...sent.keys()] },
    otherCustomer: returnedId !== undefined && isOtherId(returnedId, id) ? returnedId : undefined,
  };
}

/** Whether the record after an update has another value of a field than before. */
function hasNewValue(field: string, before: RecordFields, after: RecordFields | undefined): boolean {
  const now = after && readBack(after, field);
  return now !== undefined && !isSame(now, readBack(before, field));
}

/** Whether the fields of an Update were stored. */
export interface Verification {
  /** Fields that were stored with another value. */
  readonly differences: readonly { readonly field: string; readonly asked: string; readonly stored: string }[];
  /** Fields whose stored value is unknown because the record does not have them or masks them. */
  readonly unreadable: readonly string[];
}

/**
 * Compares the requested values with the record after the update. With `form`, a value equals the one that the form
 * writes in its place.
 */
export function verifySave(
  asked: FieldValues,
  stored: RecordFields,
  form: Pick<OperationForm, 'fieldMap'> = {},
): Verification {
  const differences: { field: string; asked: string; stored: string }[] = [];
  const unreadable: string[] = [];
  for (const [field, value] of asked) {
    const now = readBack(stored, field);
    if (now === undefined) unreadable.push(field);
    else if (
      !isStoredAsSent(value, now) &&
      !isStoredAsSent(recordValue(form, field, value), recordValue(form, field, now))
    )
      differences.push({ field, asked: value, stored: now });
  }
  return { differences, unreadable };
}
