import { sentWrites, unsentWrites, undecidedRows, doneRows, type PlanCounts } from './plans/plan.ts';
import type { RowResult } from './runs/bulkRun.ts';

export interface PlanProgress {
  /** `checking`: the table is read for the first time. `waiting`: the server limits the rate. */
  readonly phase: 'checking' | 'reading' | 'looking-up' | 'resolving' | 'writing' | 'waiting';
  /** Rows that were read, looked up or written; while a table is checked, its megabytes. */
  readonly done: number;
  /** Rows that have ended, also without a write. */
  readonly settled: number;
  /** In a run, this includes the rows of its earlier runs. */
  readonly total: number | undefined;
  readonly perSecond: number;
  /** Undefined if no rows end in this phase. */
  readonly secondsLeft: number | undefined;
  /** The number of rows that failed, only in a run. */
  readonly failed?: number;
  readonly unknown?: number;
  readonly conflicts?: number;
}

/** The least time between two reports of progress, in milliseconds. */
const intervalMs = 100;
/** How many of the latest reports the rate is computed from: those of at least 10 seconds. */
const maxMarks = 100;

/** Counts rows that end one after the other, and reports the progress at most every 100 ms. */
export class ProgressReport {
  readonly #onProgress: ((progress: PlanProgress) => void) | undefined;
  #marks: { readonly time: number; readonly steps: number }[] = [];
  #steps = 0;
  #reportedAt = -Infinity;

  constructor(onProgress: ((progress: PlanProgress) => void) | undefined) {
    this.#onProgress = onProgress;
  }

  /** Call this when a row has ended. */
  step(): void {
    this.#steps++;
    if (!this.#marks.length) this.#mark(performance.now());
  }

  report(progress: Omit<PlanProgress, 'perSecond' | 'secondsLeft'>, now = false): void {
    const time = performance.now();
    if (!this.#onProgress || (!now && time - this.#reportedAt < intervalMs)) return;
    this.#reportedAt = time;
    const isMoving = progress.phase !== 'resolving' && progress.phase !== 'waiting';
    const [first] = this.#marks;
    const perSecond = isMoving && first ? (this.#steps - first.steps) / Math.max(0.001, (time - first.time) / 1000) : 0;
    if (first) this.#mark(time);
    const left = progress.total === undefined ? undefined : Math.max(0, progress.total - progress.settled);
    const secondsLeft = perSecond > 0 && left !== undefined ? left / perSecond : undefined;
    this.#onProgress({ ...progress, perSecond, secondsLeft });
  }

  #mark(time: number): void {
    this.#marks.push({ time, steps: this.#steps });
    if (this.#marks.length > maxMarks) this.#marks.shift();
  }
}

const megabyte = 1_000_000;

/** Receives how many bytes of a table were read, and reports each megabyte. */
export function tableProgress(
  onProgress: (progress: PlanProgress) => void,
): (bytes: number, totalBytes: number) => void {
  const report = new ProgressReport(onProgress);
  let reported = 0;
  return (bytes, totalBytes) => {
    const done = Math.floor(bytes / megabyte);
    if (done === reported) return;
    for (; reported < done; reported++) report.step();
    report.report({ phase: 'checking', done, settled: done, total: Math.floor(totalBytes / megabyte) });
  };
}

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

  ended(end: RowResult['end']): void {
    if (end === 'done') this.#tally.done++;
    if (end === 'failed') this.#tally.failed++;
    if (end === 'unknown' || end === 'other-customer') this.#tally.unknown++;
    if (end === 'conflict') this.#tally.conflicts++;
    if (end === 'unchanged') this.#unchanged++;
    this.#progress.step();
    this.report();
  }

  /** Call this when a row whose outcome was unknown was read. */
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
