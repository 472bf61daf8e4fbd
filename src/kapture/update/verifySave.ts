import { isSame, type FieldValues } from './fieldValue.ts';
import { readBack, type RecordFields } from './editableFields.ts';

/** What became of the fields that an Update was to write. */
export interface Verification {
  /** Stored as something else. */
  readonly differences: readonly { readonly field: string; readonly asked: string; readonly stored: string }[];
  /** The record has no place for them, or hides them: what was stored is not known. */
  readonly unreadable: readonly string[];
}

/** Compares what was asked for with the record as it is afterwards. */
export function verifySave(asked: FieldValues, stored: RecordFields): Verification {
  const differences: { field: string; asked: string; stored: string }[] = [];
  const unreadable: string[] = [];
  for (const [field, value] of asked) {
    const now = readBack(stored, field);
    if (now === undefined) unreadable.push(field);
    else if (!isSame(value, now)) differences.push({ field, asked: value, stored: now });
  }
  return { differences, unreadable };
}
