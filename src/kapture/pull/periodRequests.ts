import type { ListOperation } from '../catalogue/registry.ts';
import { createHash } from 'node:crypto';
import { decoderOf } from '../http/incomingResponse.ts';
import { markedTargetHeaders, secretsOf, type Target, targetHeaders } from '../exchange/exchange.ts';
import { urlOf } from '../connection/connection.ts';
import { KaptureError } from '../http/kaptureError.ts';
import { networkOfEnvironment, routeTo, type NetworkSettings } from '../http/network.ts';
import { type Redact, redactBytes, redactor } from '../redaction/redact.ts';
import { isNothingFound } from '../responses/readResponse.ts';
import { withoutSecretsIn } from '../exchange/redactExchange.ts';
import { lacksTenantId, pullBody, type PageOfPull } from './pullBody.ts';
import { retryAfter } from '../http/retries.ts';
import type { AsyncStore } from '../store/storeWorker.ts';
import type { Transport } from '../http/transport.ts';
import { RecordSplitter, RecordTooLong, type RecordBatch, type StreamedReading } from '../responses/recordSplitter.ts';
import type { PeriodFailure, PeriodReport } from './periodFailure.ts';
import type { Period } from './periods.ts';

export interface PeriodRequestsOptions {
  readonly transport: Transport;
  readonly store: Pick<AsyncStore, 'append'>;
  readonly target: Target;
  readonly operation: ListOperation;
  readonly signal: AbortSignal;
  /** Maximum response size in bytes, compressed or not; read for each request. */
  readonly maxBytes: () => number;
  /** Network settings; read for each request. */
  readonly network?: (() => NetworkSettings) | undefined;
  /** Called after records were stored, with their number. */
  readonly onRecords?: ((records: number) => void) | undefined;
}

export interface RequestResult {
  readonly failure?: PeriodFailure | undefined;
  readonly records: number;
  readonly withoutId?: PeriodReport['withoutId'];
  /** Number of records outside the period that were not stored; they count as received records. */
  readonly outside?: number;
  readonly notRecords?: PeriodReport['notRecords'];
  /** Whether the response says that there are more records. */
  readonly hasMore?: boolean;
  /** A retry can succeed. */
  readonly isTransient?: boolean;
  /** Nothing, or nothing more, was received within the timeout. */
  readonly isTimeout?: boolean;
  /** The response exceeded the size limit. */
  readonly isTooLarge?: boolean;
  readonly retryAfterMs?: number | undefined;
  /** Hash of the first record, to recognize it again. */
  readonly first?: string | undefined;
}

/** Facts that are known before a response ends, even if it ends with an error. */
interface Arrival {
  first?: RequestResult['first'];
}

/** Larger buffers are not kept for reuse. */
const maxSpareBytes = 1 << 22;

export class PeriodRequests {
  readonly #options: PeriodRequestsOptions;
  /** Redacts the key, which a server can send back, before anything is stored. */
  readonly #redact: Redact;
  /** Redacts records, but keeps values of customers that can equal a password by chance. */
  readonly #redactRecords: Redact;
  readonly #spare: Buffer[] = [];

  constructor(options: PeriodRequestsOptions) {
    this.#options = options;
    const secrets = secretsOf(options.target);
    this.#redact = redactor(secrets);
    this.#redactRecords = redactor(secrets, { bare: 'words' });
  }

  /** Sends one request. Rejects if it was canceled, and with any error of the store. */
  async send(period: Period, writer: Promise<number>, page?: PageOfPull): Promise<RequestResult> {
    const { transport, target, operation, signal, maxBytes, network = () => networkOfEnvironment({}) } = this.#options;
    const { connection } = target;
    const url = urlOf(connection, operation);
    const { host } = new URL(url);
    if (lacksTenantId(connection, operation)) return { failure: { problem: 'no-tenant-id', host }, records: 0 };
    const splitter = new RecordSplitter(operation, this.#spare.pop(), this.#redact);
    // Aborted if the store fails, which aborts the response.
    const storeFailed = new AbortController();
    const arrival: Arrival = {};
    const body = pullBody(connection, operation, period, page);
    const [sentAt, started] = [Date.now(), performance.now()];
    try {
      const response = await transport.stream({
        url,
        route: routeTo(url, network(), connection.caFile),
        signal: AbortSignal.any([signal, storeFailed.signal]),
        timeoutMs: connection.timeoutSeconds * 1000,
        maxBytes: maxBytes(),
        body,
        headers: targetHeaders(target, operation),
      });
      const { broken, unreadable, withoutId, outside } = await this.#store(
        response.body,
        response.headers['content-type'],
        splitter,
        writer,
        storeFailed,
        arrival,
      );
      const reading = splitter.end(response.status, broken, unreadable > 0);
      const isGood = reading.outcome === 'success' || isNothingFound(operation, { ...reading, records: [] });
      return {
        ...(!isGood && {
          failure: {
            host,
            status: response.status,
            location: response.headers['location'] && this.#redact(response.headers['location']),
            reading: this.#redacted(reading),
            request: {
              url: this.#redact(url),
              body,
              headers: withoutSecretsIn(markedTargetHeaders(target, operation), this.#redact),
              sentAt,
              milliseconds: performance.now() - started,
              contentType: this.#redact(response.headers['content-type'] ?? ''),
            },
          },
        }),
        records: reading.records,
        withoutId,
        outside,
        notRecords: reading.notRecords ?? 0,
        hasMore: reading.hasMore ?? false,
        first: arrival.first,
        isTransient: broken || reading.trouble === 'rate-limited' || reading.trouble === 'server-error',
        retryAfterMs: retryAfter(response.headers['retry-after'], Date.now()),
      };
    } catch (error) {
      if (storeFailed.signal.aborted) throw storeFailed.signal.reason;
      const { records, bytes } = splitter;
      if (error instanceof RecordTooLong) return { failure: { problem: 'long-record', host }, records };
      if (!KaptureError.is(error) || error.reason === 'canceled') throw error;
      return {
        failure: {
          error: error.reason,
          detail: error.detail,
          host: error.host,
          ...(bytes > 0 && { came: { records, bytes } }),
        },
        records,
        isTransient: error.reason === 'reset',
        isTimeout: error.reason === 'timeout',
        isTooLarge: error.reason === 'too-large',
        first: arrival.first,
      };
    } finally {
      this.#reuse(splitter.memory);
    }
  }

  /** Makes memory available for the next records, unless a very long record enlarged it. */
  #reuse(bytes: Buffer): void {
    if (bytes.length <= maxSpareBytes) this.#spare.push(bytes);
  }

  #redacted({ text, message, ...reading }: StreamedReading): StreamedReading {
    return { ...reading, text: this.#redact(text), ...(message !== undefined && { message: this.#redact(message) }) };
  }

  /**
   * Stores records as they arrive: at once if the store is idle, otherwise when it becomes idle or the buffer is full.
   */
  async #store(
    body: AsyncIterable<Buffer>,
    contentType: string | undefined,
    splitter: RecordSplitter,
    writer: Promise<number>,
    storeFailed: AbortController,
    arrival: Arrival,
  ): Promise<{ broken: boolean; unreadable: number; withoutId: number; outside: number }> {
    const { store, onRecords } = this.#options;
    let appending: Promise<void> | undefined;
    let unreadable = 0;
    let withoutId = 0;
    let outside = 0;
    const append = (): void => {
      // Spare memory is only needed if there are records.
      const taken = splitter.hasRecords && splitter.take(this.#spare.pop());
      if (!taken) return;
      arrival.first ??= createHash('sha256')
        .update(taken.bytes.subarray(taken.spans[0], taken.spans[1]))
        .digest('base64');
      const batch = redactBatch(taken, this.#redactRecords);
      appending = writer
        .then((opened) => store.append(opened, batch.bytes, batch.spans))
        .then(
          (appended) => {
            unreadable += appended.unreadable;
            withoutId += appended.withoutId;
            outside += appended.outside;
            onRecords?.(appended.stored);
          },
          (error: unknown) => storeFailed.abort(error),
        )
        .finally(() => {
          this.#reuse(taken.bytes);
          appending = undefined;
        });
    };
    let fault: Error | undefined;
    try {
      for await (const chunk of inUtf8(body, contentType)) {
        if (splitter.isFull) {
          await appending;
          append();
        }
        splitter.push(chunk);
        if (!appending) append();
      }
    } catch (error) {
      fault = error as Error;
    }
    // Complete records are stored even if the response ended with an error.
    await appending;
    storeFailed.signal.throwIfAborted();
    append();
    await appending;
    storeFailed.signal.throwIfAborted();
    const broken = splitter.bytes > 0 && KaptureError.is(fault, 'reset');
    if (fault && !broken) throw fault;
    return { broken, unreadable, withoutId, outside };
  }
}

/** Converts a body of any charset to UTF-8. */
function inUtf8(body: AsyncIterable<Buffer>, contentType: string | undefined): AsyncIterable<Buffer> {
  const decoder = decoderOf(contentType);
  return decoder ? decoded(body, decoder) : body;
}

async function* decoded(
  body: AsyncIterable<Buffer>,
  decoder: NonNullable<ReturnType<typeof decoderOf>>,
): AsyncIterable<Buffer> {
  for await (const chunk of body) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  // This is U+FFFD if the body ends inside a character.
  const rest = decoder.decode();
  if (rest) yield Buffer.from(rest);
}

/**
 * Length of a text that is searched at once. Short texts are garbage collected cheaply, texts of whole batches are not.
 */
const pieceBytes = 1 << 14;

/**
 * Redacts secrets that the server included in records. Returns the same batch if there are none, which is the usual
 * case.
 */
export function redactBatch(batch: RecordBatch, redact: Redact): RecordBatch {
  const { bytes, spans } = batch;
  if (!hasSecret(batch, redact)) return batch;
  const records = Array.from({ length: spans.length / 2 }, (_, index) =>
    redactBytes(bytes.subarray(spans[index * 2], spans[index * 2 + 1]), redact),
  );
  const newSpans: number[] = [];
  let at = 0;
  for (const { length } of records) newSpans.push(at, (at += length));
  return { bytes: Buffer.concat(records), spans: newSpans, from: batch.from };
}

/** Searches whole records, because a secret can be anywhere in one. */
function hasSecret({ bytes, spans }: RecordBatch, redact: Redact): boolean {
  let from = spans[0]!;
  for (let index = 1; index < spans.length; index += 2) {
    const end = spans[index]!;
    if (end - from < pieceBytes && index + 2 < spans.length) continue;
    // Latin-1 takes a third of the time of UTF-8, and the redactor also finds secrets in it.
    const piece = bytes.toString('latin1', from, end);
    if (redact(piece) !== piece) return true;
    from = end;
  }
  return false;
}
