import { type Fields, fieldText } from '../../../kapture/catalogue/fieldText.ts';
import type { Paging } from '../../../kapture/catalogue/form.ts';
import { addDays, addSeconds, endOf, startOf } from '../../../kapture/dates/calendar.ts';
import { jsonText } from '../../jsonText.ts';
import { pullRecord } from '../../records.ts';
import { isTrue } from '../../requestFields.ts';
import { type SandboxResponse, failed, inferred, listResponse, undocumented } from '../../sandboxResponse.ts';
import type { Store } from '../../store.ts';
import type { StoredCustomer } from '../../storedCustomer.ts';
import type { Handler, OperationRequest } from '../handler.ts';

/** Supports `limit` and `offset` in the flat form, too, which does not document them. Has no limit of 24 hours. */
export const pull: Handler = (store, request) => {
  const { fields, form, pageCap = Infinity } = request;
  const limit = countIn(fields, 'limit') ?? form.paging?.limit ?? Infinity;
  const offset = countIn(fields, 'offset') ?? 0;
  if (Number.isNaN(limit + offset)) return failed(request, 'invalid-json');
  const found = form.paging ? searched(store, request, form.paging) : ranged(store, request);
  if (!('customers' in found)) return found;
  const texts = recordTexts(found.customers, offset, Math.min(limit, pageCap));
  const first = texts.next();
  if (first.done) return failed(request, 'no-customer-between-dates');
  const respond = (): SandboxResponse => listResponse(concatenated(first.value, texts));
  const isWhole = !fieldText(fields, 'limit') && !fieldText(fields, 'offset') && pageCap === Infinity;
  const isPublished = !form.paging && isWhole;
  return isPublished ? respond() : inferred(request, respond);
};

/** The value of a field that is a number of customers: undefined if it is blank, NaN if it is not such a number. */
function countIn(fields: Fields, name: string): number | undefined {
  const text = fieldText(fields, name);
  if (!text) return undefined;
  return /^\d{1,20}$/.test(text) ? Number(text) : NaN;
}

type Found = { readonly customers: Iterable<StoredCustomer> } | SandboxResponse;

function ranged(store: Store, { fields }: OperationRequest): Found {
  const [start, end] = [fieldText(fields, 'start_date'), fieldText(fields, 'end_date')];
  return { customers: store.between(startOf(start), endOf(end)) };
}

/**
 * The customers that a search finds, from the start of its first day to the start of its last day, or on its only day:
 * the sample spans two days and is documented to be within 24 hours. With `inclusiveEnd`, also those of its last day.
 */
function searched(store: Store, request: OperationRequest, { maxHours }: Paging): Found {
  const { fields, form, inclusiveEnd } = request;
  const tenant = form.tenantField ?? '';
  if (!fieldText(fields, tenant)) return undocumented(request, `${tenant} is required.`);
  const [first, last] = [fieldText(fields, 'start_date'), fieldText(fields, 'end_date')];
  if (last > addDays(first, maxHours / 24)) return undocumented(request, `a range can have at most ${maxHours} hours.`);
  const end = inclusiveEnd || last === first ? endOf(last) : addSeconds(startOf(last), -1);
  return { customers: matching(store.between(startOf(first), end), fields) };
}

/** Records are generated while they are sent: a response can have a million of them. */
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
    // JSON.stringify results in the same text in a third of the time, but only for usual values.
    const isUnusual = customer.rawLineBreaks || Object.values(customer.customFields).some(isBigint);
    yield isUnusual ? jsonText(record) : JSON.stringify(record);
  }
}

function isBigint(value: unknown): boolean {
  return typeof value === 'bigint';
}

function* concatenated(first: string, others: Iterable<string>): Generator<string> {
  yield first;
  yield* others;
}

/** Whether a customer passes a filter with a value that is neither blank nor 0. */
type Filter = (customer: StoredCustomer, value: string) => boolean;

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
const isOneOf = (id: number, list: string): boolean => list.split(',').some((one) => one.trim() === String(id));
/** Matches nothing, because the sandbox does not store the field. */
const hasNone: Filter = () => false;

const filters: Readonly<Record<string, Filter>> = {
  name: ({ name }, value) => name.toLowerCase().includes(value.toLowerCase()),
  phone: ({ phone, contacts }, value) => phone === value || contacts.some((contact) => contact.phone === value),
  email: ({ email, contacts }, value) => [email, ...contacts.map((one) => one.email)].some((one) => isSame(one, value)),
  customer_id: ({ id }, value) => String(id) === value,
  customerCode: ({ code }, value) => isSame(code, value),
  designationType: hasNone,
  zoneIdStr: ({ zoneId }, value) => isOneOf(zoneId, value),
  zone_id: ({ zoneId }, value) => isOneOf(zoneId, value),
  assignedToIdStr: ({ agent }, value) => isOneOf(agent.id, value),
  assignedToId: ({ agent }, value) => isOneOf(agent.id, value),
  primarySourceId: ({ campaignId }, value) => isOneOf(campaignId, value),
  secondarySourceId: hasNone,
  tertiarySourceId: hasNone,
  ...Object.fromEntries(
    Array.from({ length: 15 }, (_, index) => `attr${index + 1}`).map((name): [string, Filter] => [
      name,
      ({ customFields }, value) => isSame(fieldText(customFields, name), value),
    ]),
  ),
};

/** For each filter, the one that counts in its place if both have a value. */
const preferred: Readonly<Record<string, string>> = { zone_id: 'zoneIdStr', assignedToIdStr: 'assignedToId' };

/**
 * The customers that pass all filters of a search. How Kapture compares is unpublished: here, a name contains the text,
 * other values are equal, both ignoring case, and ids are separated by commas.
 */
export function* matching(customers: Iterable<StoredCustomer>, fields: Fields): Generator<StoredCustomer, undefined> {
  const valueOf = (name: string): string => fieldText(fields, name).replace(/^0$/, '');
  const active = Object.entries(filters).filter(
    ([name]) => valueOf(name) && !(preferred[name] && valueOf(preferred[name])),
  );
  const isKind = kindFilter(fields);
  for (const customer of customers) {
    if (isKind(customer) && active.every(([name, passes]) => passes(customer, valueOf(name)))) yield customer;
  }
}

/** The filter of the first kind that is selected, in this order. */
function kindFilter(fields: Fields): (customer: StoredCustomer) => boolean {
  if (isTrue(fields, 'isOrganisation')) return ({ isOrganization }) => isOrganization;
  if (isTrue(fields, 'isIndividual')) return ({ isOrganization }) => !isOrganization;
  // No customer of the sandbox is a channel partner.
  return isTrue(fields, 'isChannelPartner') ? () => false : () => true;
}
