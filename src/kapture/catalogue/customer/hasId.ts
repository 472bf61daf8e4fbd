import { fieldText, type Fields } from '../fieldText.ts';

/** Whether a body has the id of a customer, which makes a write an update. */
export function hasId(fields: Fields): boolean {
  return fieldText(fields, 'kapture_customer_id') !== '';
}
