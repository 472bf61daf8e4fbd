import { fieldText } from '../../../kapture/catalogue/fieldText.ts';
import { endOf, startOf } from '../../../kapture/dates/calendar.ts';
import { jsonText } from '../../jsonText.ts';
import { pullRecord } from '../../records.ts';
import { failureResponse, listResponse } from '../../sandboxResponse.ts';
import type { StoredCustomer } from '../../storedCustomer.ts';
import type { Handler } from '../handler.ts';

/** Supports `limit` and `offset` as newer tenants do, but not their limit of 24 hours. */
export const pull: Handler = (store, fields) => {
  const limit = fieldText(fields, 'limit') || 'Infinity';
  const offset = fieldText(fields, 'offset') || '0';
  if (!/^(\d+|Infinity)$/.test(limit) || !/^\d+$/.test(offset)) return failureResponse('invalid-json');
  const customers = store.between(startOf(fieldText(fields, 'start_date')), endOf(fieldText(fields, 'end_date')));
  const texts = recordTexts(customers, Number(offset), Number(limit));
  const first = texts.next();
  return first.done ? failureResponse('no-customer-between-dates') : listResponse(concatenated(first.value, texts));
};

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
    // JSON.stringify gives the same text in a third of the time.
    yield customer.rawLineBreaks ? jsonText(record) : JSON.stringify(record);
  }
}

function* concatenated(first: string, others: Iterable<string>): Generator<string> {
  yield first;
  yield* others;
}
