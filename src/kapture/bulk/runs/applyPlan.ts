import type { KaptureClient } from '../../exchange/client.ts';
import type { Target } from '../../exchange/exchange.ts';
import { refuseReadOnly } from '../../exchange/writeGuard.ts';
import { KaptureError } from '../../http/kaptureError.ts';
import { problem, type Problem } from '../../problem/problem.ts';
import { Pace } from '../lookups/pace.ts';
import { Reader } from '../lookups/reader.ts';
import { WriteObstacles } from '../lookups/writeObstacles.ts';
import { holdPlan, planFor, type HeldPlan } from '../plans/holdPlan.ts';
import { openRows, PlanError, unsentWrites, type PlanCounts, type PlanHead } from '../plans/plan.ts';
import type { PlanStore } from '../plans/planDatabase.ts';
import type { PlanRow } from '../plans/planRow.ts';
import { RunReport, type PlanProgress } from '../planProgress.ts';
import { askBeforeRun, notRead, type ConfirmRun, type BulkRun, type RowResult } from './bulkRun.ts';
import { resolveWrite } from './resolveWrite.ts';
import { writeRow } from './writeRow.ts';

export interface ApplyOptions {
  readonly store: PlanStore;
  readonly client: Pick<KaptureClient, 'send'>;
  readonly target: Target;
  /** Ends the run after the write in progress was answered. */
  readonly signal?: AbortSignal;
  /** Asks once, whatever the role of the connection. */
  readonly confirm: ConfirmRun;
  /**
   * Called before each row, and again right before its write: why the run must stop, such as because its connection was
   * changed after the user confirmed it. Undefined if it may continue.
   */
  readonly reasonToStop?: () => Problem | undefined;
  /** Number of consecutive rows that fail before the run stops; 10 by default. */
  readonly maxFailuresInRow?: number | undefined;
  /**
   * How long after an unusable response or a timeout a record is read again before it counts as proof that nothing was
   * stored, in milliseconds, because a server can store a write late. By default 10 seconds, and after a write that was
   * interrupted, at least the timeout of the connection.
   */
  readonly settleMs?: number;
  /** Called at most every 100 ms, and at the end. */
  readonly onProgress?: (progress: PlanProgress) => void;
}

export interface RunOutcome {
  /**
   * - `finished`: nothing is left to send
   * - `stopped`: see `reason`; it can be resumed
   * - `canceled`: the signal was aborted; it can be resumed
   * - `declined`: the user did not confirm it
   */
  readonly end: 'finished' | 'stopped' | 'canceled' | 'declined';
  readonly reason?: Problem;
  readonly counts: PlanCounts;
}

type RunEnd = Omit<RunOutcome, 'counts'>;

const defaultMaxFailures = 10;
const defaultSettleMs = 10_000;
/** How often a row is sent because the server limited the rate, before the run stops. */
const maxWaits = 20;

/**
 * Writes the included rows of a plan, or resumes a run that stopped. First it reads the records of rows whose outcome
 * is unknown. Each row is sent once, one after the other, after its record was read again. Rejects with a
 * {@link PlanError}, a `KaptureError` (`read-only`) or a `StoreError`.
 */
export async function applyPlan(plan: number, options: ApplyOptions): Promise<RunOutcome> {
  const { store, target, confirm } = options;
  const { connection } = target;
  const head = await planFor(store, plan, connection);
  refuseReadOnly('update', connection);
  // Rows whose lookup failed are not sent.
  if (head.status === 'planning')
    throw new PlanError('not-ready', problem('Look up the remaining customers first.'), plan);
  return holdPlan(store, plan, async (held) => {
    // A process that ended while it looked up rows again has left duplicates unmarked.
    await store.endLookUp(plan, held.token);
    const counts = await store.counts(plan);
    if (openRows(counts) && !(await askBeforeRun(held, connection, confirm))) return { end: 'declined', counts };
    return new Run(held, head, options).run();
  });
}

class Run {
  readonly #options: ApplyOptions;
  readonly #run: BulkRun;
  readonly #report: RunReport;
  #failures = 0;

  constructor(held: HeldPlan, head: PlanHead, options: ApplyOptions) {
    this.#options = options;
    const { client, target, reasonToStop, settleMs = defaultSettleMs } = options;
    const { connection } = target;
    this.#report = new RunReport(options.onProgress);
    const pace = new Pace(connection, (isWaiting) => this.#report.rateLimited(isWaiting));
    const reader = new Reader(client, target, pace);
    this.#run = {
      ...held,
      head,
      client,
      target,
      reader,
      pace,
      obstacles: new WriteObstacles(connection, head.identifier, reader),
      startedAt: Date.now(),
      settleMs,
      interruptedMs: options.settleMs ?? Math.max(defaultSettleMs, connection.timeoutSeconds * 1000),
      signal: AbortSignal.any([held.lost, ...(options.signal ? [options.signal] : [])]),
      reasonToStop,
    };
  }

  async run(): Promise<RunOutcome> {
    const { store, plan, token, lost } = this.#run;
    await store.setStatus(plan, token, 'applying');
    let end: RunEnd;
    try {
      end = await this.#apply();
    } catch (error) {
      lost.throwIfAborted();
      // Without an owner, the plan counts as stopped.
      if (PlanError.is(error, 'failing') || PlanError.is(error, 'changed'))
        end = { end: 'stopped', reason: error.problem };
      else if (this.#options.signal?.aborted && KaptureError.is(error, 'canceled')) end = { end: 'canceled' };
      else throw error;
    }
    const counts = await this.#count();
    const isOpen = openRows(counts) > 0;
    await store.setStatus(plan, token, isOpen ? 'stopped' : 'finished');
    this.#report.report(true);
    // A run that stops at its last row has nothing left to send, so no one can continue it.
    return isOpen ? { ...end, counts } : { end: 'finished', counts };
  }

  async #apply(): Promise<RunEnd> {
    const { store, plan, lost, signal } = this.#run;
    await this.#count();
    const unreadable = await this.#resolveAll();
    if (unreadable) return { end: 'stopped', reason: unreadable };
    this.#report.enter('writing');
    for (let row = await store.nextToSend(plan, 0); row; row = await store.nextToSend(plan, row.row)) {
      lost.throwIfAborted();
      if (signal.aborted) return { end: 'canceled' };
      const result = await this.#write(row);
      this.#report.ended(result.end);
      const stop = this.#stopAfter(row.row, result);
      if (stop) return { end: 'stopped', reason: stop };
    }
    const unreadableAtEnd = await this.#resolveAll();
    if (unreadableAtEnd) return { end: 'stopped', reason: unreadableAtEnd };
    const left = unsentWrites(await store.counts(plan));
    if (!left) return { end: 'finished' };
    return {
      end: 'stopped',
      reason:
        left === 1
          ? problem('The run stopped because 1 row could not be sent. Resume the run to try again.')
          : problem('The run stopped because {0} rows could not be sent. Resume the run to try again.', left),
    };
  }

  /** Writes a row. While the server limits the rate, it is sent again once its record shows that nothing was stored. */
  async #write(row: PlanRow): Promise<RowResult> {
    for (let wait = 1; ; wait++) {
      const result = await writeRow(row, this.#run);
      if (result.end !== 'waiting') return result;
      const { end } = await resolveWrite(row, this.#run);
      if (end !== 'not-sent') return { end, reason: result.reason };
      if (wait >= maxWaits) return result;
    }
  }

  /** Why the run stops after a row; undefined if it continues. */
  #stopAfter(row: number, { end, reason, failure }: RowResult): Problem | undefined {
    const { maxFailuresInRow = defaultMaxFailures } = this.#options;
    if (end === 'unauthorized')
      return problem('The server rejected the auth key, so the run stopped. Set the correct key, then resume.');
    // The next rows would probably change other customers too.
    if (end === 'other-customer' && reason) return problem('The run stopped at row {0}. {1}', row, reason);
    if (end === 'waiting')
      return problem('The run stopped because the server is still rate limiting requests. Resume it later.');
    // The server responded to a read as it should, but this record cannot be used. That says nothing about other rows.
    const isOfRow = end === 'conflict' || failure?.isOfRecord;
    const isFailure = !isOfRow && end !== 'done' && end !== 'unchanged';
    this.#failures = isFailure ? this.#failures + 1 : 0;
    if (this.#failures < maxFailuresInRow) return undefined;
    return reason
      ? problem('The run stopped because of consecutive failures ({0}). {1}', this.#failures, reason)
      : problem('The run stopped because of consecutive failures ({0}).', this.#failures);
  }

  /** Reads the records of the rows whose outcome is unknown. Resolves to why the run stops, if the reads fail. */
  async #resolveAll(): Promise<Problem | undefined> {
    const { store, plan } = this.#run;
    this.#report.enter('resolving');
    let stop: Problem | undefined;
    for (const number of await store.unknown(plan)) {
      // The progress is reported before the next read, which can wait for some seconds.
      this.#report.report(true);
      const row = await store.row(plan, number);
      if (!row) continue;
      const { end, failure } = await resolveWrite(row, this.#run);
      this.#report.resolved(end);
      if (!failure) this.#failures = 0;
      stop = failure && this.#stopAfter(number, notRead(failure));
      if (stop) break;
    }
    await this.#count();
    return stop;
  }

  async #count(): Promise<PlanCounts> {
    const counts = await this.#options.store.counts(this.#run.plan);
    this.#report.counted(counts);
    return counts;
  }
}
