import { createHash } from 'node:crypto';
import { decoderOf } from '../http/charset.ts';
import type { Target } from '../exchange/exchange.ts';
import { urlOf } from '../connection/connection.ts';
import { KaptureError } from '../http/kaptureError.ts';
import { networkOfEnvironment, routeTo, type NetworkSettings } from '../http/network.ts';
import { redactor, type Redact } from '../redaction/redact.ts';
import { isNothingFound } from '../exchange/readResponse.ts';
import { requestHeaders } from '../http/requestHeaders.ts';
import { retryAfter } from '../http/retries.ts';
import type { AsyncStore } from '../store/storeCalls.ts';
import type { Transport } from '../http/transport.ts';
import { redactBatch } from './redactBatch.ts';
import { RecordSplitter, RecordTooLong, type Room, type StreamedReading } from './recordSplitter.ts';
import type { WindowFailure, WindowReport } from './windowFailure.ts';
import type { Window } from './windows.ts';

export interface WindowRequestsOptions {
  readonly transport: Transport;
  readonly store: Pick<AsyncStore, 'append'>;
  readonly target: Target;
  readonly signal: AbortSignal;
  /** Most bytes of a response, unpacked or not; asked for each request. */
  readonly maxBytes: () => number;
  /** How to reach the network; asked for each request. */
  readonly network?: (() => NetworkSettings) | undefined;
  /** Called as records can be seen in the store, with how many more. */
  readonly onRecords?: ((records: number) => void) | undefined;
}

/** What one request brought, or all pages of a window. */
export interface Answer {
  readonly failure?: WindowFailure | undefined;
  readonly records: number;
  readonly withoutId?: WindowReport['withoutId'];
  readonly notRecords?: WindowReport['notRecords'];
  /** Its failure may be gone a moment later. */
  readonly isPassing?: boolean;
  /** Nothing came in time, or nothing more. */
  readonly isLate?: boolean;
  /** It was longer than a response may be. */
  readonly isTooLarge?: boolean;
  readonly retryAfterMs?: number | undefined;
  /** Stands for its first record, to know that one again. */
  readonly first?: string | undefined;
}

/** What is known of a response before it ends, however it does. */
interface Arrival {
  first?: Answer['first'];
}

/** Memory of more bytes is not kept for the next records. */
const mostSpareBytes = 1 << 22;

/** Sends the requests of a pull, and hands the records of their responses to the store as they arrive. */
export class WindowRequests {
  readonly #options: WindowRequestsOptions;
  /** A server may say the key back, and all of this is kept. */
  readonly #redact: Redact;
  readonly #spare: Room[] = [];

  constructor(options: WindowRequestsOptions) {
    this.#options = options;
    this.#redact = redactor([options.target.key]);
  }

  /** One request. Throws if it was cancelled, and what the store throws. */
  async ask(
    window: Window,
    writer: Promise<number>,
    page?: { readonly limit: number; readonly offset: number },
  ): Promise<Answer> {
    const {
      transport,
      target: { connection, key },
      signal,
      maxBytes,
      network = () => networkOfEnvironment({}),
    } = this.#options;
    const url = urlOf(connection, 'pull');
    const { host } = new URL(url);
    const splitter = new RecordSplitter(this.#spare.pop(), this.#redact);
    // What the store does not take need not be sent on.
    const refused = new AbortController();
    const arrival: Arrival = {};
    const body = JSON.stringify([{ start_date: window.start, end_date: window.end, ...page }]);
    const [sentAt, started] = [Date.now(), performance.now()];
    try {
      const response = await transport.stream({
        url,
        route: routeTo(url, network(), connection.caFile),
        signal: AbortSignal.any([signal, refused.signal]),
        timeoutMs: connection.timeoutSeconds * 1000,
        maxBytes: maxBytes(),
        body,
        headers: requestHeaders(key),
      });
      const { broken, unreadable, withoutId } = await this.#store(
        response.body,
        response.headers['content-type'],
        splitter,
        writer,
        refused,
        arrival,
      );
      const reading = splitter.end(response.status, broken, unreadable > 0);
      const isGood = reading.outcome === 'success' || isNothingFound('pull', { ...reading, records: [] });
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
              sentAt,
              milliseconds: performance.now() - started,
              contentType: this.#redact(response.headers['content-type'] ?? ''),
            },
          },
        }),
        records: reading.records,
        withoutId,
        notRecords: reading.notRecords ?? 0,
        first: arrival.first,
        isPassing: broken || reading.trouble === 'rate-limited' || reading.trouble === 'server-error',
        retryAfterMs: retryAfter(response.headers['retry-after'], Date.now()),
      };
    } catch (error) {
      if (refused.signal.aborted) throw refused.signal.reason;
      const { records, bytes } = splitter;
      if (error instanceof RecordTooLong) return { failure: { problem: 'long-record', host }, records };
      if (!KaptureError.is(error) || error.reason === 'cancelled') throw error;
      return {
        failure: {
          error: error.reason,
          detail: error.detail,
          host: error.host,
          ...(bytes > 0 && { came: { records, bytes } }),
        },
        records,
        isPassing: error.reason === 'reset',
        isLate: error.reason === 'timeout',
        isTooLarge: error.reason === 'too-large',
        first: arrival.first,
      };
    } finally {
      this.#keep(splitter.room);
    }
  }

  /** Keeps memory for the next records, unless a single long one filled it. */
  #keep({ bytes, notes }: Room): void {
    if (bytes.length <= mostSpareBytes) this.#spare.push({ bytes, notes });
  }

  #redacted({ text, message, ...reading }: StreamedReading): StreamedReading {
    return { ...reading, text: this.#redact(text), ...(message !== undefined && { message: this.#redact(message) }) };
  }

  /** Hands records on as they come: at once while the store has nothing else to do, else as many as fit. */
  async #store(
    body: AsyncIterable<Buffer>,
    contentType: string | undefined,
    splitter: RecordSplitter,
    writer: Promise<number>,
    refused: AbortController,
    arrival: Arrival,
  ): Promise<{ broken: boolean; unreadable: number; withoutId: number }> {
    const { store, onRecords } = this.#options;
    let appending: Promise<void> | undefined;
    let unreadable = 0;
    let withoutId = 0;
    const append = (): void => {
      // A spare room is not to be wasted on nothing.
      const taken = splitter.hasRecords && splitter.take(this.#spare.pop());
      if (!taken) return;
      arrival.first ??= createHash('sha256')
        .update(taken.bytes.subarray(taken.spans[0], taken.spans[1]))
        .digest('base64');
      const batch = redactBatch(taken, this.#redact);
      // What was noted of records stands in them no more where they were changed.
      appending = writer
        .then((opened) => store.append(opened, batch.bytes, batch.spans, batch === taken ? batch.notes : undefined))
        .then(
          (appended) => {
            unreadable += appended.unreadable;
            withoutId += appended.withoutId;
            onRecords?.(appended.stored);
          },
          (error: unknown) => refused.abort(error),
        )
        .finally(() => {
          this.#keep(taken);
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
    // Whatever ended the response, what came whole is kept.
    await appending;
    refused.signal.throwIfAborted();
    append();
    await appending;
    refused.signal.throwIfAborted();
    const broken = splitter.bytes > 0 && KaptureError.is(fault, 'reset');
    if (fault && !broken) throw fault;
    return { broken, unreadable, withoutId };
  }
}

/** A body as UTF-8, whatever its charset is. */
function inUtf8(body: AsyncIterable<Buffer>, contentType: string | undefined): AsyncIterable<Buffer> {
  const decoder = decoderOf(contentType);
  return decoder ? decoded(body, decoder) : body;
}

async function* decoded(
  body: AsyncIterable<Buffer>,
  decoder: NonNullable<ReturnType<typeof decoderOf>>,
): AsyncIterable<Buffer> {
  for await (const chunk of body) yield Buffer.from(decoder.decode(chunk, { stream: true }));
}
