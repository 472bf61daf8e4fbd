import type { DateRange } from '../../../kapture/dates/calendar.ts';
import type { Exchange, Response } from '../../../kapture/exchange/exchange.ts';
import { limitOf } from '../../../kapture/pull/limits.ts';
import type { PeriodFailure } from '../../../kapture/pull/periodFailure.ts';
import type { Redact } from '../../../kapture/redaction/redact.ts';
import { isNothingFound } from '../../../kapture/responses/readResponse.ts';
import type { StoredPull } from '../../../kapture/store/customerShapes.ts';
import type { AsyncStore } from '../../../kapture/store/storeWorker.ts';

/**
 * Adds the redacted records of a response to a pull, even if they are outside its range, until `cancel` is aborted.
 * `onPut` receives the number of records so far.
 */
export async function addResponseToPull(
  store: Pick<AsyncStore, 'put'>,
  pull: StoredPull,
  response: Response,
  redact: Redact,
  cancel: AbortSignal,
  onPut: (count: number) => void,
): Promise<void> {
  let count = 0;
  for (const texts of recordBatches(response, redact)) {
    if (cancel.aborted) return;
    await store.put(pull, texts);
    onPut((count += texts.length));
  }
}

/**
 * Stores the redacted records of a response as an ended pull of a range, which replaces the tenant's earlier one, with
 * the failure of the response if there is one. `recordLimit` is the maximum number of records that the tenant returns.
 */
export async function storeResponseAsPull(
  store: AsyncStore,
  exchange: Exchange,
  range: DateRange,
  redact: Redact,
  recordLimit?: number,
): Promise<StoredPull> {
  const { tenant, connection, timeZone, response } = exchange;
  const pull = await store.begin({ tenant, connection, timeZone }, range, [range]);
  try {
    const period = await store.openPeriod(pull, range);
    for (const texts of recordBatches(response, redact)) {
      const pieces = texts.map((text) => Buffer.from(text));
      const spans: number[] = [];
      let at = 0;
      for (const { length } of pieces) spans.push(at, (at += length));
      const bytes = new Uint8Array(at);
      pieces.forEach((piece, index) => bytes.set(piece, spans[index * 2]));
      await store.append(period, bytes, spans);
    }
    await store.endPeriod(period, failureOf(exchange, redact) ?? limitOf(exchange, recordLimit));
  } finally {
    // The pull is ended even after an error (full disk, size limit), because otherwise it would look as if it were
    // running.
    await store.end(pull.id);
  }
  return pull;
}

/** Whether a response is neither a success nor a statement that there are no customers. */
export function isFailed({ reading }: Response): boolean {
  return reading.outcome !== 'success' && !isNothingFound('pull', reading);
}

/** Why records of a response may be missing; undefined for a complete response. */
function failureOf({ url, response }: Exchange, redact: Redact): PeriodFailure | undefined {
  const { status, location, bytes, reading } = response;
  if (!isFailed(response)) return undefined;
  const { outcome, trouble, message, records } = reading;
  return {
    host: new URL(url).host,
    status,
    location,
    reading: {
      outcome,
      ...(trouble && { trouble }),
      ...(message !== undefined && { message: redact(message) }),
      text: '',
      records: records.length,
      bytes,
    },
  };
}

/** Records per batch, so that the extension host is not blocked. */
const batchSize = 400;

/** The redacted records of a response in batches for the store. */
export function* recordBatches({ reading: { records }, text }: Response, redact: Redact): Generator<string[]> {
  for (let index = 0; index < records.length; index += batchSize) {
    yield records.slice(index, index + batchSize).map(({ start, end }) => redact(text.slice(start, end)));
  }
}
