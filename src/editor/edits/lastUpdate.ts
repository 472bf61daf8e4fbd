import { isSameField } from '../../kapture/update/decideSave.ts';
import { isSame, isSameText, type FieldValues } from '../../kapture/update/fieldValue.ts';
import { readBack, type RecordFields } from '../../kapture/update/editableFields.ts';

/** An update that this window sent. */
export interface LastUpdate {
  readonly sent: FieldValues;
  /** The previous values of the fields where they are known. */
  readonly previous: FieldValues;
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

/** An update that was just carried out, after `earlier`. */
export function certainUpdate(sent: FieldValues, previous: FieldValues, earlier: LastUpdate | undefined): LastUpdate {
  return { sent, previous, sentAt: Date.now(), isCertain: true, earlier: firstSteps(earlier, maximumSteps - 1) };
}

/** An update that is sent now, and whose outcome is unknown. Undefined if neither it nor `earlier` can be reverted. */
export function uncertainUpdate(
  sent: FieldValues,
  previous: FieldValues,
  earlier: LastUpdate | undefined,
): LastUpdate | undefined {
  return previous.size
    ? { sent, previous, sentAt: Date.now(), earlier: firstSteps(earlier, maximumSteps - 1) }
    : earlier;
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
  const changed = [...previous].filter(([field, value]) => !isSame(value, sent.get(field)));
  const has = (field: string, value: string | undefined): boolean => isSame(readBack(record, field), value);
  if (changed.some(([field]) => has(field, sent.get(field)))) return { ...update, isCertain: true };
  const hadNoEffect = changed.length > 0 && changed.every(([field, value]) => has(field, value));
  return hadNoEffect ? effectiveUpdate(earlier, record) : update;
}
