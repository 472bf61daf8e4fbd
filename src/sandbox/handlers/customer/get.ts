import { type UpdatePlace, updatePlaces } from '../../../kapture/catalogue/customer/customerRecord.ts';
import { type Fields, fieldText } from '../../../kapture/catalogue/fieldText.ts';
import { endOf } from '../../../kapture/dates/calendar.ts';
import { type WireRecord, getRecord } from '../../records.ts';
import { type SandboxResponse, failed, inferred, jsonResponse } from '../../sandboxResponse.ts';
import type { Store } from '../../store.ts';
import type { StoredCustomer } from '../../storedCustomer.ts';
import type { Handler } from '../handler.ts';

const identifiers = [
  ['id', 'kapture_customer_id'],
  ['code', 'customer_id'],
  ['email', 'email_id'],
  ['phone', 'phone'],
] as const;

/**
 * The maximum number of customers in a response: the sandbox can have a million, and Kapture's limit is unpublished.
 */
const maxFound = 100;

/**
 * Finds customers by the first identifier, in the order of the sample, that any customer has: "any one of the four
 * suffices". Other fields count only if there is no identifier, and several customers can have them.
 */
export const get: Handler = (store, request) => {
  const { fields } = request;
  let found: StoredCustomer[] = [];
  for (const [key, field] of identifiers) {
    if (!found.length) found = store.find(key, fieldText(fields, field));
  }
  const hasIdentifier = identifiers.some(([, field]) => fieldText(fields, field));
  const records = hasIdentifier ? found.map(getRecord) : matching(store, fields);
  const [first] = records;
  if (!first) return failed(request, 'customer-not-found');
  const isPublished = hasIdentifier && records.length === 1;
  const respond = (): SandboxResponse => details(records.length > 1 ? records : first);
  return isPublished ? respond() : inferred(request, respond);
};

/** The records in which all fields have the given values, by the names of records or of Update. */
function matching(store: Store, fields: Fields): WireRecord[] {
  const wanted = Object.keys(fields).filter((name) => fieldText(fields, name));
  const places: Readonly<Partial<Record<string, UpdatePlace>>> = updatePlaces;
  const found: WireRecord[] = [];
  for (const customer of store.between('', endOf('9999-12-31'))) {
    const record = getRecord(customer);
    const has = (name: string): boolean =>
      fieldText(record, places[name]?.property ?? name).toLowerCase() === fieldText(fields, name).toLowerCase();
    if (wanted.every(has)) found.push(record);
    if (found.length === maxFound) break;
  }
  return found;
}

function details(found: unknown): SandboxResponse {
  return jsonResponse(200, { 'Customer Details': found, status: 'success' });
}
