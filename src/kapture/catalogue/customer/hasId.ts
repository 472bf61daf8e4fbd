import { fieldText, type Fields } from '../fieldText.ts';

/** Whether a body names a customer: then a write updates that customer. */
export function hasId(fields: Fields): boolean {
  return fieldText(fields, 'kapture_customer_id') !== '';
}
