import { fieldText, type Fields } from '../../../kapture/catalogue/fieldText.ts';
import { addDays, addSeconds, endOf, startOf } from '../../../kapture/dates/calendar.ts';
import { jsonText } from '../../jsonText.ts';
import { pullRecord } from '../../records.ts';
import type { Paging } from '../../../kapture/catalogue/form.ts';
import { listResponse, type SandboxResponse } from '../../sandboxResponse.ts';
import type { Store } from '../../store.ts';
import type { StoredCustomer } from '../../storedCustomer.ts';
import { failed, inferred, undocumented } from '../../unpublished.ts';
import type { Handler, OperationRequest } from '../handler.ts';
import { matching } from './searchFilters.ts';

/** Supports `limit` and `offset` in the flat form, too, which does not document them, but no limit of 24 hours. */
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

/** The value of a field that is a number of customers: undefined if it is blank, NaN if it is no such number. */
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
    // JSON.stringify gives the same text in a third of the time, but only of usual values.
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
