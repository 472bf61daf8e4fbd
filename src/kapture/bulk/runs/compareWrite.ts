import type { OperationForm } from '../../catalogue/form.ts';
import { problem, type Problem } from '../../problem/problem.ts';
import { changedContact, isContactField, readBack, type RecordFields } from '../../update/editableFields.ts';
import { isBlank, isSame, plainValue, type FieldValues } from '../../update/fieldValue.ts';
import { recordValue, writtenValue } from '../../update/updateBody.ts';
import type { ReadRecord } from '../lookups/reader.ts';
import type { JournalEntry } from '../plans/planDatabase.ts';
import type { FieldChange } from '../plans/planRow.ts';

/** What a record says about the write of an update. */
export type WriteFinding =
  | {
      readonly kind: 'stored';
      /** The stored values of fields that were sent as blank and have their earlier values. */
      readonly ignored: FieldValues;
    }
  | { readonly kind: 'not-stored' }
  | {
      readonly kind: 'undecided';
      /** The fields of the write that the record has. */
      readonly shown: readonly string[];
    };

/** A write, and the ID of the contact whose fields it changed, if it had one. */
export type ComparedWrite = Pick<JournalEntry, 'before' | 'after'> & Pick<FieldChange, 'contactId'>;

/**
 * Compares the record of a customer with the write of an update.
 *
 * A body is stored as a whole, except that Kapture may ignore blank values. So a field that was sent as blank and has
 * its earlier value says nothing about the other fields, and they say nothing about a field that the record does not
 * show. If the contact of the record is now a different one, its values do not prove that nothing was stored, or that a
 * field was cleared.
 */
export function compareWrite(
  { before, after, contactId }: ComparedWrite,
  { fields, own }: Pick<ReadRecord, 'fields' | 'own'>,
  form: OperationForm,
): WriteFinding {
  const shown: string[] = [];
  const ignored = new Map<string, string>();
  let isStored = false;
  let isMissing = false;
  let isOther = false;
  let isBlankHidden = false;
  const isContactOther = contactId !== undefined && !isSame(contactId, own.contactId);
  for (const [field, sent] of after) {
    const blank = isBlank(sent);
    // The value of a contact does not show whether the customer's own was cleared.
    const now = readBack(blank ? own : fields, field);
    if (now === undefined) {
      if (blank) isBlankHidden = true;
      continue;
    }
    shown.push(field);
    const isOfOther = isContactOther && isContactField(field);
    if (isSame(recordValue(form, field, sent), recordValue(form, field, now)) && !(blank && isOfOther)) isStored = true;
    else if (!isSame(before.get(field), now) || isOfOther) isOther = true;
    else if (blank) ignored.set(field, now);
    else isMissing = true;
  }
  const undecided = { kind: 'undecided', shown } as const;
  if (isOther || (isStored && (isMissing || isBlankHidden))) return undecided;
  if (isStored) return { kind: 'stored', ignored };
  // The other values may be stored even if Kapture ignored all blank ones.
  const isComplete = shown.length > 0 && shown.length === after.size;
  return isMissing || isComplete ? { kind: 'not-stored' } : undecided;
}

/** The contact whose fields a row changes; empty if it changes none, or the contact has no ID. */
export function contactOf(changes: readonly FieldChange[]): Pick<FieldChange, 'contactId'> {
  const contactId = changes.find((change) => change.contactId !== undefined)?.contactId;
  return contactId === undefined ? {} : { contactId };
}

/** Why a record does not show whether a write was stored. `shown` are the fields of the write that the record has. */
export function undecidedReason(
  shown: readonly string[],
  record: RecordFields,
  { form, customerId }: { readonly form: OperationForm; readonly customerId: string },
): Problem {
  return shown.length
    ? problem(
        'Stored now: {0}. This does not show whether the change was stored. Check customer {1}.',
        storedValues(shown, record, form),
        customerId,
      )
    : problem('The record does not show whether the change was stored. Check customer {0}.', customerId);
}

/** Longer values are shortened in reasons, in characters. */
const maxLength = 80;

/** The record of a row when the plan was created, and now. */
export interface ChangedRow {
  readonly base: RecordFields;
  readonly record: RecordFields;
  readonly form: OperationForm;
  readonly isRevert: boolean;
}

/**
 * Why a row with fields that have changed is not sent: the contact is a different one, the fields are missing, or their
 * values now.
 */
export function changedValues(fields: readonly string[], { base, record, form, isRevert }: ChangedRow): Problem {
  const contact = fields.some(isContactField) ? changedContact(base, record) : undefined;
  if (contact) return notSent(contact, isRevert);
  const missing = fields.filter((field) => readBack(record, field) === undefined && !record.masked.has(field));
  if (missing.length)
    return notSent(problem('The record no longer shows these fields: {0}.', missing.join(', ')), isRevert);
  const values = storedValues(fields, record, form);
  return isRevert
    ? problem('Stored now: {0}. This has changed since the run, so the row was not reverted.', values)
    : problem('Stored now: {0}. This has changed since the plan was created, so the row was not sent.', values);
}

function notSent(change: Problem, isRevert: boolean): Problem {
  return isRevert
    ? problem('{0} This has changed since the run, so the row was not reverted.', change)
    : problem('{0} This has changed since the plan was created, so the row was not sent.', change);
}

/** Why a row is not sent whose record has changed in another way. */
export function changedRecord(isRevert: boolean): Problem {
  return isRevert
    ? problem('The record has changed since the run, so the row cannot be reverted.')
    : problem('The record has changed since the plan was created, so the row cannot be sent.');
}

/** The values that a record has for fields, as the form writes them. */
function storedValues(fields: Iterable<string>, record: RecordFields, form: OperationForm): string {
  return [...fields]
    .map((field) => {
      const value = readBack(record, field) ?? record.masked.get(field) ?? '""';
      return `${field}: ${shortened(writtenValue(form, field, plainValue(value))) || '“”'}`;
    })
    .join(', ');
}

function shortened(text: string): string {
  const characters = [...text];
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : text;
}
