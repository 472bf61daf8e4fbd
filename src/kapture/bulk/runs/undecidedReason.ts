import type { OperationForm } from '../../catalogue/form.ts';
import { problem, type Problem } from '../../problem/problem.ts';
import type { RecordFields } from '../../update/editableFields.ts';
import { storedValues } from './changedValues.ts';

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
