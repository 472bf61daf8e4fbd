import { pause, retryAfter, type Target } from '../client.ts';
import { addSeconds, endOf, startOf } from '../calendar.ts';
import { urlOf, type Connection } from '../connection.ts';
import { KaptureError } from '../errors.ts';
import { networkOfEnvironment, routeTo, type NetworkSettings } from '../network.ts';
import { redactor, type Redact } from '../redact.ts';
import { isEmptyPull } from '../reply.ts';
import { requestHeaders } from '../requestHeaders.ts';
import type { StoredPull } from '../store/customerShapes.ts';
import type { AsyncStore } from '../store/storeCalls.ts';
import type { Transport } from '../transport.ts';
import { beyondHope } from './puller.ts';
import { redactBatch } from './redactBatch.ts';
import { RecordSplitter, type Room, type StreamedReading } from './recordSplitter.ts';
import { byDays, type Window } from './windows.ts';

/** What is kept of a window that is not complete. */
export type WindowFailure =
  /** No reply came. */
  | { readonly error: KaptureError['reason']; readonly detail: string; readonly host: string }
  /** A reply came that is no good; `text` is it without its records. */
  | { readonly host: string; readonly status: number; readonly location: string | undefined; readonly reading: StreamedReading }
  /** As many records came as the tenant ever sends, in a window that cannot be cut further. */
  | { readonly limited: number };

export interface WindowReport {
  readonly window: Window;
  /** Complete records that it brought. */
  readonly records: number;
  readonly failure: WindowFailure | undefined;
}

/** How a tenant wants to be asked. */
export interface PullManners extends Pick<Connection, 'recordLimit' | 'pages' | 'pauseMs'> {
  /** The first wait before a read is tried again, in milliseconds; it doubles each time. */
  readonly backoffMs?: number | undefined;
}

export interface StreamPullOptions {
  readonly transport: Transport;
  readonly store: Pick<AsyncStore, 'openWindow' | 'append' | 'endWindow' | 'replaceWindows'> & Partial<Pick<AsyncStore, 'ended'>>;
  readonly target: Target;
  readonly pull: StoredPull;
  readonly signal: AbortSignal;
  /** In place of what the connection says. */
  readonly manners?: PullManners;
  /** How to reach the network; asked for each request. */
  readonly network?: () => NetworkSettings;
  /** Called as records can be seen in the store, with how many more. */
  readonly onRecords?: (records: number) => void;
  /** Called as each window ends, in whatever order they do. */
  readonly onWindow?: (report: WindowReport) => void;
}

const attempts = 3;
/** A server that wants us to wait longer than this gets its say shown instead. */
const longestWaitMs = 30_000;
/** Below so large a part of the limit, or so many records where there is none, a window is quiet. */
const quietShare = 0.25, quietRecords = 100;

/**
 * Pulls windows into a store, a few at a time in the order given, without holding more than a few records. Windows that
 * bring too many records or none in time are halved, neighbours of quiet ones are joined up to the connection's
 * `windowHours`. Resolves when all have ended or the signal was aborted; windows that were cancelled are not reported and
 * stay missing. Once the key is refused, the host cannot be reached or it goes on asking for fewer requests, the windows
 * left fail alike and are not asked for. Throws a `StoreError`, also as soon as the store ends.
 */
export async function streamPull(windows: readonly Window[], options: StreamPullOptions): Promise<void> {
  const mistake = new AbortController();
  const { store: { ended = mistake.signal } } = options;
  const puller = new Puller(windows, { ...options, signal: AbortSignal.any([options.signal, mistake.signal, ended]) });
  try {
    await Promise.all(Array.from({ length: options.target.connection.parallelPulls }, () => puller.work()));
    ended.throwIfAborted();
  } catch (error) {
    ended.throwIfAborted();
    if (!options.signal.aborted || !KaptureError.is(error, 'cancelled')) throw error;
  } finally {
    // A mistake in one ends the others too, or they would run on with nobody to see it.
    mistake.abort();
  }
}

/** One try of a window. */
interface Try {
  readonly failure: WindowFailure | undefined;
  readonly records: number;
  readonly isPassing: boolean;
  readonly retryAfterMs: number | undefined;
}

class Puller {
  readonly #options: StreamPullOptions;
  readonly #manners: PullManners;
  /** A server may say the key back, and all of this is kept. */
  readonly #redact: Redact;
  readonly #waiting: Window[];
  #running = 0;
  #wakeUp = new Set<() => void>();
  #hopeless: WindowFailure | undefined;
  /** When the server may be asked again, after it asked for fewer requests. */
  #notBefore = 0;
  /** How many windows are joined, as long as it is quiet. */
  #joined = 1;
  readonly #spare: Room[] = [];

  constructor(windows: readonly Window[], options: StreamPullOptions) {
    this.#options = options;
    this.#manners = { ...options.target.connection, ...options.manners };
    this.#redact = redactor([options.target.key]);
    this.#waiting = [...windows];
  }

  async work(): Promise<void> {
    for (;;) {
      if (this.#options.signal.aborted) return;
      const window = await this.#next();
      if (!window) return;
      this.#running++;
      try {
        await this.#pull(window);
      } finally {
        this.#running--;
        for (const wakeUp of this.#wakeUp) wakeUp();
        this.#wakeUp.clear();
      }
    }
  }

  /** The next window; waits as long as one that runs may leave halves of it. */
  async #next(): Promise<Window | undefined> {
    while (!this.#waiting.length && this.#running) await new Promise<void>((resolve) => this.#wakeUp.add(resolve));
    const taken = this.#waiting.splice(0, this.#joinable());
    if (taken.length < 2) return taken[0];
    const joined = byDays({ start: startOf(taken.at(-1)!.start), end: endOf(taken[0]!.end) });
    await this.#options.store.replaceWindows(this.#options.pull.id, taken, [joined]);
    return joined;
  }

  #joinable(): number {
    let count = 1;
    const hours = this.#options.target.connection.windowHours;
    while (count < this.#joined && count < this.#waiting.length) {
      const [newer, older] = [this.#waiting[count - 1]!, this.#waiting[count]!];
      if (addSeconds(endOf(older.end), 1) !== startOf(newer.start)) break;
      if (secondsOf({ start: older.start, end: this.#waiting[0]!.end }) > hours * 3600) break;
      count++;
    }
    return count;
  }

  async #pull(window: Window): Promise<void> {
    const { signal, store, pull, onWindow, target } = this.#options;
    const { recordLimit, pages = false, backoffMs = 500, pauseMs = 0 } = this.#manners;
    const host = hostOf(target);
    for (let attempt = 1; ; attempt++) {
      const writer = await store.openWindow(pull, window);
      await pause(Math.max(0, this.#notBefore - Date.now()), signal, host);
      const result: Try = this.#hopeless ? { failure: this.#hopeless, records: 0, isPassing: false, retryAfterMs: undefined } : await this.#try(window, writer);
      if (pauseMs) await pause(pauseMs, signal, host);
      const isLimited = !pages && !result.failure && recordLimit !== undefined && result.records >= recordLimit;
      const isLate = result.failure !== undefined && 'error' in result.failure && result.failure.error === 'timeout';
      const halves = isLimited || isLate ? halvesOf(window) : undefined;
      if (halves) {
        this.#joined = 1;
        await store.endWindow(writer, { limited: result.records });
        await store.replaceWindows(pull.id, [window], halves);
        this.#waiting.unshift(...halves);
        return;
      }
      const failure: WindowFailure | undefined = result.failure ?? (isLimited ? { limited: result.records } : undefined);
      const wait = Math.max(backoffMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2), result.retryAfterMs ?? 0);
      if (failure && result.isPassing && attempt < attempts && wait <= longestWaitMs) {
        // Who asks one window to wait asks all of them.
        if (result.retryAfterMs !== undefined || isTrouble(failure, 'rate-limited')) this.#notBefore = Math.max(this.#notBefore, Date.now() + wait);
        await store.endWindow(writer, failure);
        await pause(wait, signal, host);
        continue;
      }
      const dropRecords = failure !== undefined && 'reading' in failure && (failure.reading.outcome === 'failed' || failure.reading.trouble === 'unknown-envelope');
      await store.endWindow(writer, failure, { dropRecords });
      if (failure && isHopeless(failure)) this.#hopeless = failure;
      if (!failure) this.#joined = result.records < (recordLimit === undefined ? quietRecords : recordLimit * quietShare) ? this.#joined * 2 : 1;
      onWindow?.({ window, records: result.records, failure });
      return;
    }
  }

  async #try(window: Window, writer: number): Promise<Try> {
    const { recordLimit, pages = false, pauseMs = 0 } = this.#manners;
    let records = 0;
    for (;;) {
      if (records && pauseMs) await pause(pauseMs, this.#options.signal, hostOf(this.#options.target));
      const page = await this.#ask(window, writer, pages ? { limit: recordLimit!, offset: records } : undefined);
      records += page.records;
      const isLast = !pages || page.failure !== undefined || page.records < recordLimit!;
      // Behind the last page a tenant says that there is nobody.
      if (isLast) return { ...page, records };
    }
  }

  async #ask(window: Window, writer: number, page: object | undefined): Promise<Try> {
    const { transport, target: { connection, key }, signal, network = () => networkOfEnvironment({}) } = this.#options;
    const url = urlOf(connection, 'pull');
    const splitter = new RecordSplitter(this.#spare.pop());
    // What the store does not take need not be sent on.
    const refused = new AbortController();
    try {
      const reply = await transport.stream({
        url, route: routeTo(url, network(), connection.caFile), signal: AbortSignal.any([signal, refused.signal]), timeoutMs: connection.timeoutSeconds * 1000,
        body: JSON.stringify([{ start_date: window.start, end_date: window.end, ...page }]),
        headers: requestHeaders(key),
      });
      const { broken, unreadable } = await this.#store(reply.body, reply.headers['content-type'], splitter, writer, refused);
      const reading = splitter.end(reply.status, broken, unreadable > 0);
      const isGood = reading.outcome === 'success' || isEmptyPull({ ...reading, records: [] });
      return {
        failure: isGood ? undefined : { host: new URL(url).host, status: reply.status, location: reply.headers['location'] && this.#redact(reply.headers['location']), reading: { ...reading, text: this.#redact(reading.text), ...(reading.message !== undefined && { message: this.#redact(reading.message) }) } },
        records: reading.records,
        isPassing: broken || reading.trouble === 'rate-limited' || reading.trouble === 'server-error',
        retryAfterMs: retryAfter(reply.headers['retry-after'], Date.now()),
      };
    } catch (error) {
      if (refused.signal.aborted) throw refused.signal.reason;
      if (!KaptureError.is(error) || error.reason === 'cancelled') throw error;
      return { failure: { error: error.reason, detail: error.detail, host: error.host }, records: 0, isPassing: error.reason === 'reset' || error.reason === 'timeout', retryAfterMs: undefined };
    } finally {
      this.#spare.push(splitter.room);
    }
  }

  /** Hands records on as they come: at once while the store has nothing else to do, else as many as fit. */
  async #store(body: AsyncIterable<Buffer>, contentType: string | undefined, splitter: RecordSplitter, writer: number, refused: AbortController): Promise<{ broken: boolean; unreadable: number }> {
    const { store, onRecords } = this.#options;
    let appending: Promise<void> | undefined;
    let unreadable = 0;
    let broken = false;
    let bytes = 0;
    const append = (): void => {
      const taken = splitter.take(this.#spare.pop());
      if (!taken) return;
      const batch = redactBatch(taken, this.#redact);
      // What was noted of records stands in them no more where they were changed.
      appending = store.append(writer, batch.bytes, batch.spans, batch === taken ? batch.notes : undefined).then((appended) => {
        this.#spare.push({ bytes: Buffer.from(appended.bytes.buffer), notes: appended.notes ?? batch.notes });
        unreadable += appended.unreadable;
        onRecords?.(appended.stored);
      }, (error: unknown) => refused.abort(error)).finally(() => {
        appending = undefined;
      });
    };
    try {
      for await (const chunk of inUtf8(body, contentType)) {
        bytes += chunk.length;
        if (splitter.isFull) {
          await appending;
          append();
        }
        splitter.push(chunk);
        if (!appending) append();
      }
    } catch (error) {
      // What came of a reply that broke off is kept.
      if (bytes === 0 || !KaptureError.is(error, 'reset')) throw error;
      broken = true;
    } finally {
      await appending;
    }
    append();
    await appending;
    refused.signal.throwIfAborted();
    return { broken, unreadable };
  }
}

/** A body in another charset, as UTF-8. */
async function* inUtf8(body: AsyncIterable<Buffer>, contentType = ''): AsyncIterable<Buffer> {
  const charset = /charset\s*=\s*"?([\w-]+)/i.exec(contentType)?.[1]?.toLowerCase() ?? 'utf-8';
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  try {
    if (!/^(utf-?8|us-ascii)$/.test(charset)) decoder = new TextDecoder(charset);
  } catch {
    // Nobody knows it.
  }
  for await (const chunk of body) yield decoder ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk;
}

function hostOf({ connection }: Target): string {
  return new URL(connection.baseUrl).host;
}

function isTrouble(failure: WindowFailure, trouble: string): boolean {
  return 'reading' in failure && failure.reading.trouble === trouble;
}

function isHopeless(failure: WindowFailure): boolean {
  if ('error' in failure) return beyondHope.has(failure.error);
  return isTrouble(failure, 'unauthorized') || isTrouble(failure, 'rate-limited');
}

function secondsOf({ start, end }: Window): number {
  const at = (moment: string): number => Date.parse(`${moment.replace(' ', 'T')}Z`) / 1000;
  return at(endOf(end)) - at(startOf(start)) + 1;
}

/** Newest first; undefined for a window of one second. */
export function halvesOf(window: Window): Window[] | undefined {
  const seconds = secondsOf(window);
  if (seconds < 2) return undefined;
  const start = startOf(window.start);
  const middle = addSeconds(start, Math.floor(seconds / 2));
  return [byDays({ start: middle, end: endOf(window.end) }), byDays({ start, end: addSeconds(middle, -1) })];
}
