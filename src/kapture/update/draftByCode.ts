import type { OperationForm } from '../catalogue/form.ts';
import { fieldsOfRecord } from './editableFields.ts';
import { plainValue } from './fieldValue.ts';

/**
 * The fields of a new Update that identifies a customer by its code, by their shared names: the code and the other
 * fields of a draft, from the customer's record. A value that the record lacks or masks is blank.
 */
export function draftByCode({ draft }: Pick<OperationForm, 'draft'>, record: string): Record<string, string> {
  const { shown, others } = fieldsOfRecord(record);
  const valueOf = (field: string): string | undefined =>
    field === 'customer_code' ? others.get('customerCode') : shown.get(field);
  return Object.fromEntries(Object.keys(draft).map((field) => [field, plainValue(valueOf(field) ?? '""')]));
}
