import { fieldText } from '../../../kapture/catalogue/fieldText.ts';
import { getRecord } from '../../records.ts';
import { failureResponse, jsonResponse } from '../../sandboxResponse.ts';
import type { StoredCustomer } from '../../storedCustomer.ts';
import type { Handler } from '../handler.ts';

const identifiers = [
  ['id', 'kapture_customer_id'],
  ['code', 'customer_id'],
  ['email', 'email_id'],
  ['phone', 'phone'],
] as const;

/** Uses the first identifier, in the order of the sample, that finds a customer: "any one of the four suffices". */
export const get: Handler = (store, fields) => {
  let found: StoredCustomer[] = [];
  for (const [key, field] of identifiers) {
    if (!found.length) found = store.find(key, fieldText(fields, field));
  }
  if (!found.length) return failureResponse('customer-not-found');
  const records = found.map(getRecord);
  return jsonResponse(200, { 'Customer Details': records.length === 1 ? records[0] : records, status: 'success' });
};
