import type { PlanCounts } from '../plans/planCounts.ts';
import { Rate } from '../progress/rate.ts';
import { settledCount } from '../progress/settledCount.ts';
import { throttled } from '../progress/throttled.ts';
import type { RowResult } from './rowResult.ts';

/** How far a run is. */
export interface RunProgress {
  /**
   * - `responding`: a response has been awaited for a while
   * - `waiting`: the server limits the rate
   */
  readonly phase: 'resolving' | 'writing' | 'responding' | 'waiting' | 'paused';
  /** Rows that were written. */
  readonly done: number;
  /** Rows that were not sent, because their customers already had the values. */
  readonly upToDate: number;
  readonly failed: number;
  readonly unknown: number;
  readonly conflicts: number;
  /** All rows of the run, also of earlier runs. */
  readonly total: number;
  readonly perSecond: number;
  readonly secondsLeft: number | undefined;
}

/** After this time without a response, the progress says that it is awaited, in milliseconds. */
const awaitedMs = 2000;

/** Counts the rows of a run, and reports how far it is. */
export class RunReport {
  readonly #rate = new Rate();
  readonly #report: (now?: boolean) => void;
  #total: number | undefined;
  #tally = { done: 0, upToDate: 0, failed: 0, unknown: 0, conflicts: 0 };
  #phase: 'resolving' | 'writing' | 'paused' = 'resolving';
  #isRateLimited = false;
  #isAwaited = false;

  /** Reports at most every 100 ms, and nothing before the rows were counted. */
  constructor(onProgress: ((progress: RunProgress) => void) | undefined) {
    this.#report = throttled(() => {
      const progress = this.#progress();
      if (progress) onProgress?.(progress);
    });
  }

  /** The rows were counted. */
  counted({ included, states }: PlanCounts): void {
    const { done, unchanged, failed, unknown, sending, conflict } = states;
    this.#total = included.add + included.update;
    this.#tally = { done, upToDate: unchanged, failed, unknown: unknown + sending, conflicts: conflict };
  }

  enter(phase: 'resolving' | 'writing'): void {
    this.#phase = phase;
  }

  /** A row has ended. */
  ended(end: RowResult['end']): void {
    if (end === 'done') this.#tally.done++;
    if (end === 'unchanged') this.#tally.upToDate++;
    if (end === 'failed') this.#tally.failed++;
    if (end === 'unknown' || end === 'other-customer') this.#tally.unknown++;
    if (end === 'conflict') this.#tally.conflicts++;
  }

  /** A row whose outcome was unknown was read. */
  resolved(end: RowResult['end'] | 'not-sent'): void {
    this.#tally.unknown--;
    if (end !== 'not-sent') this.ended(end);
  }

  /** A row was sent. */
  step(): void {
    this.#rate.step();
    this.#report();
  }

  rateLimited(isRateLimited: boolean): void {
    if (isRateLimited === this.#isRateLimited) return;
    this.#isRateLimited = isRateLimited;
    this.#report(true);
  }

  /** Reports a pause and its end. It does not count for the rate. */
  async paused(pause: Promise<void>): Promise<void> {
    this.#phase = 'paused';
    this.#report(true);
    const pausedAt = performance.now();
    await pause;
    this.#rate.skip(performance.now() - pausedAt);
    this.#phase = 'writing';
    // Not only after the next row, which can take seconds.
    this.#report(true);
  }

  /** Reports if a response takes long: no row ends until then, and nothing else is reported. */
  async awaited<Response>(response: Promise<Response>): Promise<Response> {
    const setAwaited = (isAwaited: boolean): void => {
      this.#isAwaited = isAwaited;
      this.#report(true);
    };
    const timer = setTimeout(() => setAwaited(true), awaitedMs);
    try {
      return await response;
    } finally {
      clearTimeout(timer);
      if (this.#isAwaited) setAwaited(false);
    }
  }

  /** Reports now. */
  flush(): void {
    this.#report(true);
  }

  #progress(): RunProgress | undefined {
    if (this.#total === undefined) return undefined;
    const phase = this.#isAwaited && this.#phase === 'writing' ? 'responding' : this.#phase;
    return {
      phase: this.#isRateLimited ? 'waiting' : phase,
      ...this.#tally,
      total: this.#total,
      perSecond: this.#rate.perSecond,
      secondsLeft: this.#rate.secondsLeft(Math.max(0, this.#total - settledCount(this.#tally))),
    };
  }
}
