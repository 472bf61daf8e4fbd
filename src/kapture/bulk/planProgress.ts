import { sentWrites, unsentWrites, undecidedRows, doneRows, type PlanCounts } from './plans/plan.ts';
import type { RowResult } from './runs/bulkRun.ts';

/** How far the planning or the run of a plan is. */
export interface PlanProgress {
  /** `waiting`: the server limits the rate. */
  readonly phase: 'reading' | 'looking-up' | 'resolving' | 'writing' | 'waiting';
  /** Rows that were read, looked up or written. */
  readonly done: number;
  /** Rows that have ended, also without a write. */
  readonly settled: number;
  /** Of a run also those of earlier runs. Unknown while the file is read. */
  readonly total: number | undefined;
  readonly perSecond: number;
  /** Undefined if no rows end in this phase. */
  readonly secondsLeft: number | undefined;
  /** Of a run. */
  readonly failed?: number;
  readonly unknown?: number;
  readonly conflicts?: number;
}

/** The least time between two reports of progress, in milliseconds. */
const intervalMs = 100;
/** How many of the latest steps the rate is computed from. */
const maxTimes = 200;

/** Counts rows that end one after the other, and reports the progress at most every 100 ms. */
export class ProgressReport {
  readonly #onProgress: ((progress: PlanProgress) => void) | undefined;
  #times: number[] = [];
  #reportedAt = -Infinity;

  constructor(onProgress: ((progress: PlanProgress) => void) | undefined) {
    this.#onProgress = onProgress;
  }

  /** A row has ended. */
  step(): void {
    this.#times.push(performance.now());
    if (this.#times.length > maxTimes) this.#times.shift();
  }

  report(progress: Omit<PlanProgress, 'perSecond' | 'secondsLeft'>, now = false): void {
    const time = performance.now();
    if (!this.#onProgress || (!now && time - this.#reportedAt < intervalMs)) return;
    this.#reportedAt = time;
    const isMoving = progress.phase !== 'resolving' && progress.phase !== 'waiting';
    const [first] = this.#times;
    const count = this.#times.length;
    const perSecond =
      isMoving && first !== undefined && count > 1 ? (count - 1) / Math.max(0.001, (time - first) / 1000) : 0;
    const left = progress.total === undefined ? undefined : Math.max(0, progress.total - progress.settled);
    const secondsLeft = perSecond > 0 && left !== undefined ? left / perSecond : undefined;
    this.#onProgress({ ...progress, perSecond, secondsLeft });
  }
}

/** Counts the rows of a run by outcome. */
export class RunReport {
  readonly #progress: ProgressReport;
  #total = 0;
  #tally = { done: 0, failed: 0, unknown: 0, conflicts: 0 };
  #unchanged = 0;
  #phase: 'resolving' | 'writing' = 'resolving';
  #isRateLimited = false;

  constructor(onProgress: ((progress: PlanProgress) => void) | undefined) {
    this.#progress = new ProgressReport(onProgress);
  }

  /** The rows were counted. */
  counted(counts: PlanCounts): void {
    const { rows } = counts;
    this.#total = unsentWrites(counts) + sentWrites(counts) + this.#unchanged;
    this.#tally = {
      done: doneRows(counts),
      failed: rows.failed,
      unknown: undecidedRows(counts) + rows['other-customer'],
      conflicts: rows.conflict,
    };
  }

  enter(phase: 'resolving' | 'writing'): void {
    this.#phase = phase;
  }

  /** A row has ended. */
  ended(end: RowResult['end']): void {
    if (end === 'done') this.#tally.done++;
    if (end === 'failed') this.#tally.failed++;
    if (end === 'unknown' || end === 'other-customer') this.#tally.unknown++;
    if (end === 'conflict') this.#tally.conflicts++;
    if (end === 'unchanged') this.#unchanged++;
    this.#progress.step();
    this.report();
  }

  /** A row whose outcome was unknown was read. */
  resolved(end: RowResult['end'] | 'not-sent'): void {
    this.#tally.unknown--;
    if (end !== 'not-sent') this.ended(end);
  }

  rateLimited(isRateLimited: boolean): void {
    if (isRateLimited === this.#isRateLimited) return;
    this.#isRateLimited = isRateLimited;
    this.report(true);
  }

  report(now = false): void {
    const { done, failed, unknown, conflicts } = this.#tally;
    const settled = done + failed + unknown + conflicts + this.#unchanged;
    const phase = this.#isRateLimited ? 'waiting' : this.#phase;
    this.#progress.report({ phase, ...this.#tally, settled, total: this.#total }, now);
  }
}
