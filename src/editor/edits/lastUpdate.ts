import { isSame, type FieldValues } from '../../kapture/update/fieldValue.ts';
import { readBack, type RecordFields } from '../../kapture/update/editableFields.ts';

/** An update that this window sent. */
export interface LastUpdate {
  readonly sent: FieldValues;
  /** The previous values of the fields where they are known. */
  readonly previous: FieldValues;
  /** If the outcome of this update is unknown: the update before it. */
  readonly earlier?: LastUpdate | undefined;
}

/**
 * The update that a revert can undo. If the record shows that the last one, whose outcome is unknown, had no effect, it
 * is the earlier one. It keeps the earlier one while the record does not say.
 */
export function effectiveUpdate(update: LastUpdate | undefined, record: RecordFields): LastUpdate | undefined {
  if (!update?.earlier) return update;
  const { sent, previous, earlier } = update;
  const changed = [...previous].filter(([field, value]) => !isSame(value, sent.get(field)));
  const has = (field: string, value: string | undefined): boolean => isSame(readBack(record, field), value);
  if (changed.some(([field]) => has(field, sent.get(field)))) return { sent, previous };
  const hadNoEffect = changed.length > 0 && changed.every(([field, value]) => has(field, value));
  return hadNoEffect ? effectiveUpdate(earlier, record) : update;
}

/** All fields that a revert may restore. */
export function fieldsToRestore({ previous, earlier }: LastUpdate): readonly string[] {
  return [...previous.keys(), ...(earlier ? fieldsToRestore(earlier) : [])];
}
