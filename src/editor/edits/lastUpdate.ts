import { isSame, type FieldValues } from '../../kapture/update/fieldValue.ts';
import { readBack, type RecordFields } from '../../kapture/update/editableFields.ts';

/** An update that this window sent. */
export interface LastUpdate {
  readonly sent: FieldValues;
  /** The previous values of the fields where they are known. */
  readonly previous: FieldValues;
  /** The update before it, which can be reverted next. */
  readonly earlier?: LastUpdate | undefined;
  /** Whether it is known that this update was carried out. Otherwise, `earlier` may be the last one that was. */
  readonly isCertain?: true;
}

/** The number of updates of a customer that can be reverted one after another. */
const maximumSteps = 20;

/** An update that was carried out, after `earlier`. */
export function certainUpdate(sent: FieldValues, previous: FieldValues, earlier: LastUpdate | undefined): LastUpdate {
  return { sent, previous, isCertain: true, earlier: firstSteps(earlier, maximumSteps - 1) };
}

/** An update whose outcome is unknown. Undefined if neither it nor `earlier` can be reverted. */
export function uncertainUpdate(
  sent: FieldValues,
  previous: FieldValues,
  earlier: LastUpdate | undefined,
): LastUpdate | undefined {
  return previous.size ? { sent, previous, earlier: firstSteps(earlier, maximumSteps - 1) } : earlier;
}

function firstSteps(update: LastUpdate | undefined, steps: number): LastUpdate | undefined {
  if (!update || steps === 0) return undefined;
  return { ...update, earlier: firstSteps(update.earlier, steps - 1) };
}

/**
 * The update that a revert undoes: the last effective one. Those whose previous values the record already has, such as
 * after another user reverted them, are skipped if there is an earlier one.
 */
export function updateToRevert(update: LastUpdate, record: RecordFields): LastUpdate {
  const last = effectiveUpdate(update, record)!;
  const { previous, earlier } = last;
  const isReverted =
    previous.size > 0 && [...previous].every(([field, value]) => isSame(readBack(record, field), value));
  return isReverted && earlier ? updateToRevert(earlier, record) : last;
}

/**
 * The update that a revert can undo. If the record shows that the last one, whose outcome is unknown, had no effect, it
 * is the earlier one. It keeps the earlier one while the record does not say.
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

/** All fields that a revert may restore. */
export function fieldsToRestore({ previous, earlier }: LastUpdate): readonly string[] {
  return [...previous.keys(), ...(earlier ? fieldsToRestore(earlier) : [])];
}
