import { fieldText } from '../../../kapture/catalogue/fieldText.ts';
import { getRecord } from '../../records.ts';
import { type SandboxResponse, failed, inferred, jsonResponse } from '../../sandboxResponse.ts';
import type { StoredCustomer } from '../../storedCustomer.ts';
import type { Handler } from '../handler.ts';

const identifiers = [
  ['id', 'kapture_customer_id'],
  ['code', 'customer_id'],
  ['email', 'email_id'],
  ['phone', 'phone'],
] as const;

/** Uses the first identifier, in the order of the sample, that finds a customer: "any one of the four suffices". */
export const get: Handler = (store, request) => {
  let found: StoredCustomer[] = [];
  for (const [key, field] of identifiers) {
    if (!found.length) found = store.find(key, fieldText(request.fields, field));
  }
  if (!found.length) return failed(request, 'customer-not-found');
  const records = found.map(getRecord);
  if (records.length > 1) return inferred(request, () => details(records));
  return details(records[0]);
};

function details(found: unknown): SandboxResponse {
  return jsonResponse(200, { 'Customer Details': found, status: 'success' });
}
