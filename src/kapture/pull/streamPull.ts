import { listOperations, type ListOperation } from '../catalogue/registry.ts';
import { formFor, type Connection } from '../connection/connection.ts';
import { KaptureError } from '../http/kaptureError.ts';
import { maxAttempts, firstBackoffMs, maxRetryWaitMs, pause, backoffAfter } from '../http/retries.ts';
import type { StoredPull } from '../store/customerShapes.ts';
import type { AsyncStore } from '../store/storeWorker.ts';
import { limitReached } from './limits.ts';
import {
  hasTrouble,
  isFatal,
  withoutResponse,
  type PeriodFailure,
  type PeriodReport,
  type LimitedResponse,
} from './periodFailure.ts';
import { maxTimeoutsOfOnePeriod, PeriodPlan, type Planned } from './periodPlan.ts';
import { PeriodRequests, type RequestResult, type PeriodRequestsOptions } from './periodRequests.ts';
import { daysOfPull, type Period } from './periods.ts';

export interface PullSettings extends Pick<Connection, 'recordLimit' | 'pages' | 'pauseMs'> {
  /** Delay before the first retry, in milliseconds; it doubles each time. */
  readonly backoffMs?: number | undefined;
}

export interface StreamPullOptions extends Omit<PeriodRequestsOptions, 'operation'> {
  readonly store: Pick<AsyncStore, 'openPeriod' | 'append' | 'endPeriod' | 'replacePeriods'> &
    Partial<Pick<AsyncStore, 'ended'>>;
  readonly pull: StoredPull;
  /** Settings that override those of the connection. */
  readonly overrides?: PullSettings;
  /** Called when a period has ended, in any order. */
  readonly onPeriod?: (report: PeriodReport) => void;
}

/**
 * Pulls periods into a store, a few at a time in the given order, with only a few records in memory. Periods with too
 * many records or a timeout are halved.
 *
 * Resolves when all periods have ended or the signal was aborted; canceled periods are not reported and stay missing.
 * The remaining periods fail with the same failure, without a request, if the key is refused, the connection lacks the
 * tenant's ID, or the host cannot be reached, does not respond, or keeps rate limiting or failing. Rejects with a
 * `StoreError`, also as soon as the store's thread ends.
 */
export async function streamPull(periods: readonly Period[], options: StreamPullOptions): Promise<void> {
  const failed = new AbortController();
  const {
    store: { ended },
  } = options;
  const puller = new Puller(periods, {
    ...options,
    signal: AbortSignal.any([options.signal, failed.signal, ...(ended ? [ended] : [])]),
  });
  try {
    // If one worker throws, all of them stop before this function rejects: they must not store records in a pull that
    // has ended.
    const work = (): Promise<void> =>
      puller.work().catch((error: unknown) => {
        failed.abort();
        throw error;
      });
    const outcomes = await Promise.allSettled(Array.from({ length: options.target.connection.parallelPulls }, work));
    ended?.throwIfAborted();
    const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as Error] : []));
    const error = errors.find((one) => !KaptureError.is(one, 'canceled')) ?? errors[0];
    if (error && !(options.signal.aborted && KaptureError.is(error, 'canceled'))) throw error;
  } finally {
    failed.abort();
  }
}

/** Number of consecutive periods with a server error, after retries, before the remaining periods are not requested. */
const maxServerErrors = 5;

interface Worker {
  /** When it may send its next request, in milliseconds since the epoch. */
  readyAt: number;
}

class Puller {
  readonly #options: StreamPullOptions;
  readonly #operation: ListOperation;
  readonly #settings: PullSettings;
  readonly #host: string;
  readonly #requests: PeriodRequests;
  readonly #plan: PeriodPlan;
  #running = 0;
  #wakeUp = new Set<() => void>();
  #fatalFailure: PeriodFailure | undefined;
  /** Number of consecutive timeouts. */
  #timeouts = 0;
  #serverErrors = 0;
  /** When requests may be sent again after the server limited the rate, in milliseconds since the epoch. */
  #notBefore = 0;
  /** The most records that a response had. */
  #largestPage = 0;
  /** Pulls are searches by days, which can return customers of the day after a period; see `searchRange`. */
  readonly #isSearch: boolean;
  /** The limit of a page is the documented one, and not a known limit of the tenant. */
  readonly #hasDocumentedLimit: boolean;

  constructor(periods: readonly Period[], options: StreamPullOptions) {
    const { connection } = options.target;
    this.#options = options;
    this.#operation = listOperations[options.pull.module];
    this.#settings = { ...connection, ...options.overrides };
    this.#host = new URL(connection.baseUrl).host;
    this.#requests = new PeriodRequests({ ...options, operation: this.#operation });
    const days = daysOfPull(connection, this.#operation);
    this.#isSearch = days === 'search';
    this.#plan = new PeriodPlan(periods, days !== undefined);
    this.#hasDocumentedLimit = formFor(connection, this.#operation).paging !== undefined;
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

  /** The next period. Waits while a running period can still be replaced by others. */
  async #next(): Promise<Planned | undefined> {
    while (this.#plan.isEmpty && this.#running) await new Promise<void>((resolve) => this.#wakeUp.add(resolve));
    return this.#plan.next();
  }

  async #pull(planned: Planned, worker: Worker): Promise<void> {
    const { signal, store, pull, onPeriod } = this.#options;
    const { recordLimit, pages = false, backoffMs = firstBackoffMs } = this.#settings;
    const { period } = planned;
    for (let attempt = 1; ; attempt++) {
      if (signal.aborted) throw new KaptureError('canceled', this.#host, 'canceled');
      // The store opens the period while the request is running. The await below throws its error.
      const opening = store.openPeriod(pull, period, { onlyWithin: this.#isSearch });
      opening.catch(() => undefined);
      const result = await this.#requestAll(period, opening, worker);
      const writer = await opening;
      const { records, withoutId = 0, notRecords = 0, outside = 0 } = result;
      const limit =
        pages || result.failure ? undefined : limitReached(this.#operation, records + notRecords, recordLimit);
      const more = result.hasMore ? ({ limited: records, hasMore: true } as const) : undefined;
      const failure: PeriodFailure | undefined = result.failure ?? limit ?? more;
      const wait = Math.max(backoffAfter(attempt, backoffMs), result.retryAfterMs ?? 0);
      if (failure && result.isTransient && attempt < maxAttempts && wait <= maxRetryWaitMs) {
        // A rate limit applies to the requests of all workers.
        if (result.retryAfterMs !== undefined || hasTrouble(failure, 'rate-limited'))
          this.#notBefore = Math.max(this.#notBefore, Date.now() + wait);
        await store.endPeriod(writer, failure);
        await pause(wait, signal, this.#host);
        continue;
      }
      const others =
        failure && !this.#fatalFailure && !isFatal(failure) ? this.#replacementsFor(planned, result, limit) : undefined;
      // With more consecutive timeouts than a single period can cause, the server does not respond at all.
      if (failure && !others && (isFatal(failure) || (result.isTimeout && this.#timeouts > maxTimeoutsOfOnePeriod)))
        this.#fatalFailure ??= failure;
      this.#serverErrors = failure && hasTrouble(failure, 'server-error') ? this.#serverErrors + 1 : 0;
      if (this.#serverErrors >= maxServerErrors) this.#fatalFailure ??= failure;
      const dropRecords =
        failure !== undefined &&
        (hasTrouble(failure, 'unknown-envelope') || ('reading' in failure && failure.reading.outcome === 'failed'));
      await store.endPeriod(writer, failure, { dropRecords });
      if (others) {
        await store.replacePeriods(
          pull.id,
          [period],
          others.map((other) => other.period),
        );
        this.#plan.put(others);
        return;
      }
      onPeriod?.({
        period,
        records: dropRecords ? 0 : records - outside,
        withoutId: dropRecords ? 0 : withoutId,
        notRecords,
        failure,
        ...(outside && { outside }),
      });
      return;
    }
  }

  /** Periods to request in place of a failed one; undefined if they would also fail. */
  #replacementsFor(
    planned: Planned,
    { isTimeout = false, isTooLarge = false, records, first }: RequestResult,
    limit: LimitedResponse | undefined,
  ): Planned[] | undefined {
    // It is unknown whether the tenant has a limit and understands times, so halves of a day are not requested.
    if (limit?.isUsual) return undefined;
    if (limit) return this.#plan.halves(planned, first);
    // If there was no customer within the size limit, a shorter period would not have one either.
    if (isTooLarge && records > 0) return this.#plan.halvesOfTooLarge(planned, first);
    return isTimeout ? this.#plan.halvesAfterTimeout(planned, records > 0) : undefined;
  }

  /** Sends one request or, if the tenant supports pages, a request for each page. */
  async #requestAll(period: Period, writer: Promise<number>, worker: Worker): Promise<RequestResult> {
    const { recordLimit, pages } = this.#settings;
    if (!pages || recordLimit === undefined) return this.#request(period, writer, worker);
    const firsts = new Set<string>();
    let withoutId = 0;
    let notRecords = 0;
    let outside = 0;
    for (let records = 0; ;) {
      const page = await this.#request(period, writer, worker, { limit: recordLimit, offset: records + notRecords });
      if (page.first !== undefined && firsts.has(page.first))
        return { failure: this.#samePage, records, withoutId, notRecords, outside };
      if (page.first !== undefined) firsts.add(page.first);
      records += page.records;
      withoutId += page.withoutId ?? 0;
      notRecords += page.notRecords ?? 0;
      outside += page.outside ?? 0;
      const size = page.records + (page.notRecords ?? 0);
      const isLast = this.#isLastPage(size, recordLimit) && !(page.hasMore && size > 0);
      // If the last page was full, the next response says that there are no customers.
      if (page.failure || isLast) return { ...page, records, withoutId, notRecords, outside };
    }
  }

  get #samePage(): PeriodFailure {
    const failure = { problem: 'same-page', host: this.#host } as const;
    return this.#hasDocumentedLimit ? { ...failure, isOfDialect: true } : failure;
  }

  /**
   * Whether a page of this size is the last one. A tenant may return fewer records per page than the documented limit.
   * The limit of the tenant is at least the size of the largest page so far, so only a smaller page is certainly the
   * last one.
   */
  #isLastPage(size: number, recordLimit: number): boolean {
    const isLargest = size >= this.#largestPage;
    this.#largestPage = Math.max(this.#largestPage, size);
    const isCertain = size === 0 || !isLargest || !this.#hasDocumentedLimit;
    return size < recordLimit && isCertain;
  }

  /** Sends one request once the pause and the rate limit allow it. */
  async #request(
    period: Period,
    writer: Promise<number>,
    worker: Worker,
    page?: { readonly limit: number; readonly offset: number },
  ): Promise<RequestResult> {
    for (;;) {
      if (this.#fatalFailure) return { failure: withoutResponse(this.#fatalFailure), records: 0 };
      const wait = Math.max(this.#notBefore, worker.readyAt) - Date.now();
      if (wait <= 0) break;
      await pause(wait, this.#options.signal, this.#host);
    }
    const result = await this.#requests.send(period, writer, page);
    worker.readyAt = Date.now() + (this.#settings.pauseMs ?? 0);
    this.#timeouts = result.isTimeout ? this.#timeouts + 1 : 0;
    return result;
  }
}
