import { endOf, momentIn, startOf } from '../kapture/dates/calendar.ts';
import { operationIds, operations, type OperationId } from '../kapture/catalogue/registry.ts';
import { brokenRule, fieldText, type Fields } from '../kapture/catalogue/requestRules.ts';
import { defaultTimeZone } from '../kapture/dates/timeZone.ts';
import { writeActOf } from '../kapture/catalogue/writeAct.ts';
import { sandboxPassword, sandboxUser } from './credentials.ts';
import { enquiryOf } from './enquiry.ts';
import { jsonText } from './jsonText.ts';
import { getRecord, pullRecord } from './records.ts';
import {
  failureReply,
  jsonReply,
  listReply,
  ownFailureReply,
  type SandboxReply,
  type SandboxRequest,
} from './sandboxReply.ts';
import type { Store } from './store.ts';
import { blankCustomer, type StoredCustomer } from './storedCustomer.ts';
import { withFields } from './withFields.ts';

export type SandboxHandler = (request: SandboxRequest) => SandboxReply;

/**
 * A Kapture as a function: request in, reply out; only the store changes. Answers the catalogue's operations at their
 * default paths, also where a tenant's ending (`/v.2.0`, `?=`) follows. `now` gives the instant in milliseconds,
 * `rule` the failure that a request gets whoever is stored.
 *
 * In which order the real server looks is not known; here it is path, method, key, JSON, shape, the request's own rules,
 * and last what is stored. Failures of the documentation come with its messages, all others begin with `Sandbox:`.
 */
export function createHandler(store: Store, now: () => number = Date.now, rule = brokenRule): SandboxHandler {
  const key = Buffer.from(`${sandboxUser}:${sandboxPassword}`).toString('base64');
  return ({ method, path, headers, body }) => {
    const candidates = operationsAt(path);
    if (!candidates.length) return ownFailureReply(404, `nothing is at ${withoutQuery(path)}.`);
    if (method !== 'POST')
      return ownFailureReply(405, `every operation is a POST, not a ${method}.`, { allow: 'POST' });
    if (basicKeyOf(headers['authorization']) !== key) return failureReply('invalid-auth-key');
    const value = parsed(body);
    const operation = operationOf(candidates, value);
    const fields = fieldsOf(operation, value);
    if (!fields) return failureReply('invalid-json');
    const broken = rule(operation, fields);
    if (broken) return failureReply(broken);
    switch (operation) {
      case 'add':
        return add(store, fields, now());
      case 'update':
        return update(store, fields, now());
      case 'get':
        return get(store, fields);
      case 'pull':
        return pull(store, fields);
    }
  };
}

/** The name of a scheme may be in any case (RFC 9110, 11.1). */
function basicKeyOf(authorization: SandboxRequest['headers'][string]): string | undefined {
  return typeof authorization === 'string' ? /^basic +(.*)$/i.exec(authorization)?.[1] : undefined;
}

/** Whether one of Kapture's operations is at a path. */
export function isOperationPath(path: string): boolean {
  return operationsAt(path).length > 0;
}

function operationsAt(path: string): OperationId[] {
  const plain = withoutQuery(path).replace(/\/v\.[\d.]+$/, '');
  return operationIds.filter((id) => operations[id].path === plain);
}

function withoutQuery(path: string): string {
  return path.replace(/\?.*$/, '');
}

/** Undefined for what is not JSON, which has no undefined of its own. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

/** Add and Update share a path: the body says which it is. */
function operationOf(candidates: readonly OperationId[], value: unknown): OperationId {
  const act = isObject(value) && writeActOf(value).operation;
  return candidates.find((id) => id === act) ?? candidates[0]!;
}

/**
 * The fields of a body that has the shape of its operation: an object, in brackets where the operation wants them, with
 * plain values for the fields that Kapture names. Whether the values are right is for the rules to say.
 */
function fieldsOf(operation: OperationId, value: unknown): Fields | undefined {
  const { shape, request } = operations[operation];
  const fields: unknown =
    shape === 'object' ? value : Array.isArray(value) && value.length === 1 ? value[0] : undefined;
  if (!isObject(fields)) return undefined;
  const isPlain = Object.keys(request.properties).every(
    (name) => typeof fields[name] !== 'object' || fields[name] === null,
  );
  return isPlain ? fields : undefined;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function add(store: Store, fields: Fields, instant: number): SandboxReply {
  const taken = takenReply(store, fields);
  if (taken) return taken;
  const moment = momentIn(defaultTimeZone, instant);
  const customer = store.add((id) => withFields(blankCustomer(id, moment, 0), fields, moment));
  return enquiryReply(fields, customer.id, customer.contacts[0].id);
}

/** What the real server answers to an unknown id is not known. */
function update(store: Store, fields: Fields, instant: number): SandboxReply {
  const id = fieldText(fields, 'kapture_customer_id');
  const [customer] = store.find('id', id);
  if (!customer)
    return ownFailureReply(400, `no customer has the id ${id}. (What Kapture answers here is not documented.)`);
  const taken = takenReply(store, fields, customer.id);
  if (taken) return taken;
  store.update(withFields(customer, fields, momentIn(defaultTimeZone, instant)));
  return enquiryReply(fields, customer.id, 0);
}

function enquiryReply(fields: Fields, customerId: number, contactId: number): SandboxReply {
  // The spelling of the message is the server's.
  return jsonReply(200, {
    Enquiry: enquiryOf(fields, customerId, contactId),
    message: 'validation successfull',
    status: 'success',
  });
}

/** The failure of a request whose phone or email another customer has. */
function takenReply(store: Store, fields: Fields, ownId?: number): SandboxReply | undefined {
  const isTaken = (key: 'phone' | 'email', field: string): boolean =>
    store.find(key, fieldText(fields, field)).some(({ id }) => id !== ownId);
  const phone = isTaken('phone', 'phone');
  const email = isTaken('email', 'email_id');
  if (phone && email) return failureReply('both-taken');
  return phone ? failureReply('phone-taken') : email ? failureReply('email-taken') : undefined;
}

/** By the first identifier, in the order of the sample, that finds somebody: "any one of the four suffices". */
function get(store: Store, fields: Fields): SandboxReply {
  const identifiers = [
    ['id', 'kapture_customer_id'],
    ['code', 'customer_id'],
    ['email', 'email_id'],
    ['phone', 'phone'],
  ] as const;
  let found: StoredCustomer[] = [];
  for (const [key, field] of identifiers) {
    if (!found.length) found = store.find(key, fieldText(fields, field));
  }
  if (!found.length) return failureReply('customer-not-found');
  const records = found.map(getRecord);
  return jsonReply(200, { [operations.get.resultKey]: records.length === 1 ? records[0] : records, status: 'success' });
}

/** With `limit` and `offset` as newer tenants have them, and without their limit of 24 hours. */
function pull(store: Store, fields: Fields): SandboxReply {
  const limit = fieldText(fields, 'limit') || 'Infinity';
  const offset = fieldText(fields, 'offset') || '0';
  if (!/^(\d+|Infinity)$/.test(limit) || !/^\d+$/.test(offset)) return failureReply('invalid-json');
  const customers = store.between(startOf(fieldText(fields, 'start_date')), endOf(fieldText(fields, 'end_date')));
  const texts = recordTexts(customers, Number(offset), Number(limit));
  const first = texts.next();
  return first.done ? failureReply('no-customer-between-dates') : listReply(concatenated(first.value, texts));
}

/** Made as they are sent: a reply may have a million of them. */
function* recordTexts(
  customers: Iterable<StoredCustomer>,
  offset: number,
  limit: number,
): Generator<string, undefined> {
  let index = 0;
  for (const customer of customers) {
    if (index >= offset + limit) return;
    if (index++ < offset) continue;
    const record = pullRecord(customer);
    // What is the same is made in a third of the time.
    yield customer.rawLineBreaks ? jsonText(record) : JSON.stringify(record);
  }
}

function* concatenated(first: string, others: Iterable<string>): Generator<string> {
  yield first;
  yield* others;
}
