import type { OperationForm } from '../catalogue/form.ts';
import { readBack, type RecordFields } from './editableFields.ts';
import { isStoredAsSent, type FieldValues } from './fieldValue.ts';
import { recordValue } from './updateBody.ts';

/** Whether the fields of an Update were stored. */
export interface Verification {
  /** Fields that were stored with another value. */
  readonly differences: readonly { readonly field: string; readonly asked: string; readonly stored: string }[];
  /** Fields whose stored value is unknown because the record does not have them or masks them. */
  readonly unreadable: readonly string[];
}

/**
 * Compares the requested values with the record after the update. `form`: the values of a field that it writes
 * differently are equal.
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
