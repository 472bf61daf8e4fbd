import type { Problem } from '../../kapture/problem/problem.ts';
import { changedContact } from '../../kapture/update/changedContact.ts';
import { isSameField } from '../../kapture/update/decideSave.ts';
import { isSame, isSameText, type FieldValues } from '../../kapture/update/fieldValue.ts';
import { readBack, type RecordFields } from '../../kapture/update/editableFields.ts';
import { isContactField } from '../../kapture/update/isContactField.ts';

/** An update that this window sent. */
export interface LastUpdate {
  readonly sent: FieldValues;
  /** The previous values of the fields where they are known. */
  readonly previous: FieldValues;
  /** The ID of the contact that the previous values of contact fields belong to, as JSON; undefined if it has none. */
  readonly contactId?: string | undefined;
  /** When it was sent, in epoch milliseconds. Unknown if an earlier version sent it. */
  readonly sentAt?: number | undefined;
  /** The update before it, which can be reverted next. */
  readonly earlier?: LastUpdate | undefined;
  /** Whether it is known that this update was carried out. Otherwise, `earlier` may be the last one that was. */
  readonly isCertain?: true;
}

/** The update that a revert undoes. */
export interface RevertTarget {
  readonly update: LastUpdate;
  /** The number of later updates, whose previous values the record already has. */
  readonly later: number;
}

/** The number of updates of a customer that can be reverted one after another. */
const maximumSteps = 20;

/** What an update that is sent replaces. */
export type SentUpdate = Pick<LastUpdate, 'sent' | 'previous' | 'contactId'>;

/** An update that was just carried out, after `earlier`. */
export function certainUpdate(update: SentUpdate, earlier: LastUpdate | undefined): LastUpdate {
  return { ...update, sentAt: Date.now(), isCertain: true, earlier: firstSteps(earlier, maximumSteps - 1) };
}

/** An update whose outcome is unknown. Undefined if neither it nor `earlier` can be reverted. */
export function uncertainUpdate(update: SentUpdate, earlier: LastUpdate | undefined): LastUpdate | undefined {
  return update.previous.size
    ? { ...update, sentAt: Date.now(), earlier: firstSteps(earlier, maximumSteps - 1) }
    : earlier;
}

/** Which contact the record has instead of the one whose values an update replaced; undefined if it is the same one. */
export function contactToRevert({ previous, contactId }: LastUpdate, record: RecordFields): Problem | undefined {
  if (![...previous.keys()].some(isContactField)) return undefined;
  const replaced = { shown: previous, masked: new Map(), ...(contactId !== undefined && { contactId }) };
  return changedContact(replaced, record);
}

function firstSteps(update: LastUpdate | undefined, steps: number): LastUpdate | undefined {
  if (!update || steps === 0) return undefined;
  return { ...update, earlier: firstSteps(update.earlier, steps - 1) };
}

/**
 * The update that a revert undoes: the last one whose previous values the record does not have. The record has those of
 * an update that was reverted or had no effect. If it has the previous values of all updates, it is the first one.
 */
export function updateToRevert(update: LastUpdate, record: RecordFields, later = 0): RevertTarget {
  const { previous, earlier } = update;
  const isReverted =
    previous.size > 0 && [...previous].every(([field, value]) => isSameText(readBack(record, field), value));
  return isReverted && earlier ? updateToRevert(earlier, record, later + 1) : { update, later };
}

/** Whether a revert undoes the same update in two records, and replaces the same values. */
export function isSameRevert(last: LastUpdate, one: RecordFields, other: RecordFields): boolean {
  const { update, later } = updateToRevert(last, one);
  return (
    updateToRevert(last, other).later === later &&
    [...update.previous.keys()].every((field) => isSameField(one, other, field))
  );
}

/**
 * The last update that may have had an effect. If the record shows that the last one, whose outcome is unknown, had no
 * effect, it is the earlier one. It keeps the earlier one while the record does not say.
 */
export function effectiveUpdate(update: LastUpdate | undefined, record: RecordFields): LastUpdate | undefined {
  if (!update?.earlier || update.isCertain) return update;
  const { sent, previous, earlier } = update;
  // Values of another contact do not say what became of this one.
  const isOther = contactToRevert(update, record) !== undefined;
  const changed = [...previous].filter(
    ([field, value]) => !isSame(value, sent.get(field)) && !(isOther && isContactField(field)),
  );
  const has = (field: string, value: string | undefined): boolean => isSame(readBack(record, field), value);
  if (changed.some(([field]) => has(field, sent.get(field)))) return { ...update, isCertain: true };
  const hadNoEffect = changed.length > 0 && changed.every(([field, value]) => has(field, value));
  return hadNoEffect ? effectiveUpdate(earlier, record) : update;
}
