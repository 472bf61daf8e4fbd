import type { Connection } from '../connection/connection.ts';
import { KaptureError } from '../http/kaptureError.ts';
import { maxAttempts, firstBackoffMs, maxRetryWaitMs, pause, backoffAfter } from '../http/retries.ts';
import type { StoredPull } from '../store/customerShapes.ts';
import type { AsyncStore } from '../store/storeCalls.ts';
import { isHopeless, isTrouble, type WindowFailure, type WindowReport } from './windowFailure.ts';
import { mostLateOfOne, WindowPlan, type Planned } from './windowPlan.ts';
import { WindowRequests, type Answer, type WindowRequestsOptions } from './windowRequests.ts';
import type { Window } from './windows.ts';

/** How a tenant wants to be asked. */
export interface PullManners extends Pick<Connection, 'recordLimit' | 'pages' | 'pauseMs'> {
  /** The first wait before a read is tried again, in milliseconds; it doubles each time. */
  readonly backoffMs?: number | undefined;
}

export interface StreamPullOptions extends WindowRequestsOptions {
  readonly store: Pick<AsyncStore, 'openWindow' | 'append' | 'endWindow' | 'replaceWindows'> &
    Partial<Pick<AsyncStore, 'ended'>>;
  readonly pull: StoredPull;
  /** In place of what the connection says. */
  readonly manners?: PullManners;
  /** Called as each window ends, in whatever order they do. */
  readonly onWindow?: (report: WindowReport) => void;
}

/** Below so large a part of the limit, or so many records where there is none, a window is quiet. */
const quietShare = 0.25,
  quietRecords = 100;

/**
 * Pulls windows into a store, a few at a time in the order given, without holding more than a few records. Windows that
 * bring too many records or none in time are halved, neighbours of quiet ones are joined up to the connection's
 * `windowHours`. Resolves when all have ended or the signal was aborted; windows that were cancelled are not reported and
 * stay missing. Once the key is refused, the host cannot be reached, does not answer, goes on asking for fewer requests or
 * failing, the windows left fail alike and are not asked for. Throws a `StoreError`, also as soon as the store ends.
 */
export async function streamPull(windows: readonly Window[], options: StreamPullOptions): Promise<void> {
  const mistake = new AbortController();
  const {
    store: { ended },
  } = options;
  const puller = new Puller(windows, {
    ...options,
    signal: AbortSignal.any([options.signal, mistake.signal, ...(ended ? [ended] : [])]),
  });
  try {
    // A mistake in one ends the others too, and none is left behind: what it had in hand would come to a pull that has ended.
    const work = (): Promise<void> =>
      puller.work().catch((error: unknown) => {
        mistake.abort();
        throw error;
      });
    const outcomes = await Promise.allSettled(Array.from({ length: options.target.connection.parallelPulls }, work));
    ended?.throwIfAborted();
    const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as Error] : []));
    const error = errors.find((one) => !KaptureError.is(one, 'cancelled')) ?? errors[0];
    if (error && !(options.signal.aborted && KaptureError.is(error, 'cancelled'))) throw error;
  } finally {
    mistake.abort();
  }
}

/** After so many windows in a row that the server failed to answer, each asked for several times, it is not asked for more. */
const mostBroken = 5;

/** One of those who ask at the same time. */
interface Worker {
  /** When it may ask again. */
  readyAt: number;
}

class Puller {
  readonly #options: StreamPullOptions;
  readonly #manners: PullManners;
  readonly #host: string;
  readonly #requests: WindowRequests;
  readonly #plan: WindowPlan;
  #running = 0;
  #wakeUp = new Set<() => void>();
  #hopeless: WindowFailure | undefined;
  /** How many responses in a row did not come in time. */
  #late = 0;
  /** How many windows in a row ended with an error of the server. */
  #broken = 0;
  /** When the server may be asked again, after it asked for fewer requests. */
  #notBefore = 0;

  constructor(windows: readonly Window[], options: StreamPullOptions) {
    const { connection } = options.target;
    this.#options = options;
    this.#manners = { ...connection, ...options.manners };
    this.#host = new URL(connection.baseUrl).host;
    this.#requests = new WindowRequests(options);
    this.#plan = new WindowPlan(windows, connection.windowHours);
  }

  async work(): Promise<void> {
    const worker: Worker = { readyAt: 0 };
    while (!this.#options.signal.aborted) {
      const planned = await this.#next();
      if (!planned) return;
      this.#running++;
      try {
        await this.#pull(planned, worker);
      } finally {
        this.#running--;
        for (const wakeUp of this.#wakeUp) wakeUp();
        this.#wakeUp.clear();
      }
    }
  }

  /** The next window; waits as long as one that runs may leave others in its place. */
  async #next(): Promise<Planned | undefined> {
    while (this.#plan.isEmpty && this.#running) await new Promise<void>((resolve) => this.#wakeUp.add(resolve));
    const planned = this.#plan.next();
    if (planned?.parts)
      await this.#options.store.replaceWindows(this.#options.pull.id, planned.parts, [planned.window]);
    return planned;
  }

  async #pull(planned: Planned, worker: Worker): Promise<void> {
    const { signal, store, pull, onWindow } = this.#options;
    const { recordLimit, pages = false, backoffMs = firstBackoffMs } = this.#manners;
    const { window } = planned;
    for (let attempt = 1; ; attempt++) {
      if (signal.aborted) throw new KaptureError('cancelled', this.#host, 'cancelled');
      // The store gets ready while the server answers; where it fails, that is thrown below.
      const opening = store.openWindow(pull, window);
      opening.catch(() => undefined);
      const answer = await this.#askAll(window, opening, worker);
      const writer = await opening;
      const { records, withoutId = 0, notRecords = 0 } = answer;
      const isLimited = !pages && !answer.failure && recordLimit !== undefined && records + notRecords >= recordLimit;
      const failure: WindowFailure | undefined = answer.failure ?? (isLimited ? { limited: records } : undefined);
      const wait = Math.max(backoffAfter(attempt, backoffMs), answer.retryAfterMs ?? 0);
      if (failure && answer.isPassing && attempt < maxAttempts && wait <= maxRetryWaitMs) {
        // Who asks one window to wait asks all of them.
        if (answer.retryAfterMs !== undefined || isTrouble(failure, 'rate-limited'))
          this.#notBefore = Math.max(this.#notBefore, Date.now() + wait);
        await store.endWindow(writer, failure);
        await pause(wait, signal, this.#host);
        continue;
      }
      const others =
        failure && !this.#hopeless && !isHopeless(failure) ? this.#insteadOf(planned, answer, isLimited) : undefined;
      // More than one window alone can lack, one after another: it is the server that does not answer.
      if (failure && !others && (isHopeless(failure) || (answer.isLate && this.#late > mostLateOfOne)))
        this.#hopeless ??= failure;
      this.#broken = failure && isTrouble(failure, 'server-error') ? this.#broken + 1 : 0;
      if (this.#broken >= mostBroken) this.#hopeless ??= failure;
      const dropRecords =
        failure !== undefined &&
        (isTrouble(failure, 'unknown-envelope') || ('reading' in failure && failure.reading.outcome === 'failed'));
      await store.endWindow(writer, failure, { dropRecords });
      if (others) {
        await store.replaceWindows(
          pull.id,
          [window],
          others.map((other) => other.window),
        );
        this.#plan.put(others);
        return;
      }
      if (!failure) this.#plan.came(records < (recordLimit === undefined ? quietRecords : recordLimit * quietShare));
      onWindow?.({ window, records, withoutId, notRecords, failure });
      return;
    }
  }

  /** What to ask for in place of a window that failed, if that may do better. */
  #insteadOf(
    planned: Planned,
    { isLate = false, isTooLarge = false, records, first }: Answer,
    isLimited: boolean,
  ): Planned[] | undefined {
    if (isLimited) return this.#plan.halves(planned, first);
    // Where no customer came before the limit, fewer days would bring none either.
    if (isTooLarge && records > 0) return this.#plan.halvesOfLarge(planned, first);
    return isLate ? this.#plan.halvesOfLate(planned, records > 0) : this.#plan.apart(planned);
  }

  /** One request, or where the tenant has pages, as many as it takes. */
  async #askAll(window: Window, writer: Promise<number>, worker: Worker): Promise<Answer> {
    const { recordLimit, pages } = this.#manners;
    if (!pages || recordLimit === undefined) return this.#ask(window, writer, worker);
    const firsts = new Set<string>();
    let withoutId = 0;
    let notRecords = 0;
    for (let records = 0; ;) {
      const page = await this.#ask(window, writer, worker, { limit: recordLimit, offset: records + notRecords });
      if (page.first !== undefined && firsts.has(page.first))
        return { failure: { problem: 'same-page', host: this.#host }, records };
      if (page.first !== undefined) firsts.add(page.first);
      records += page.records;
      withoutId += page.withoutId ?? 0;
      notRecords += page.notRecords ?? 0;
      // Behind the last page a tenant says that there is nobody.
      if (page.failure || page.records + (page.notRecords ?? 0) < recordLimit)
        return { ...page, records, withoutId, notRecords };
    }
  }

  /** One request, once the server may be asked. */
  async #ask(
    window: Window,
    writer: Promise<number>,
    worker: Worker,
    page?: { readonly limit: number; readonly offset: number },
  ): Promise<Answer> {
    for (;;) {
      if (this.#hopeless) return { failure: this.#hopeless, records: 0 };
      const wait = Math.max(this.#notBefore, worker.readyAt) - Date.now();
      if (wait <= 0) break;
      await pause(wait, this.#options.signal, this.#host);
    }
    const answer = await this.#requests.ask(window, writer, page);
    worker.readyAt = Date.now() + (this.#manners.pauseMs ?? 0);
    this.#late = answer.isLate ? this.#late + 1 : 0;
    return answer;
  }
}
