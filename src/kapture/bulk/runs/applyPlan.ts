import type { KaptureClient } from '../../exchange/client.ts';
import type { Target } from '../../exchange/exchange.ts';
import { refuseReadOnly } from '../../exchange/writeGuard.ts';
import { KaptureError } from '../../http/kaptureError.ts';
import { problem, type Problem } from '../../problem/problem.ts';
import { PlanError } from '../plans/planError.ts';
import { holdPlan, type HeldPlan } from '../plans/holdPlan.ts';
import { boundPlan } from '../plans/boundPlan.ts';
import { inPages } from '../plans/pages.ts';
import { openRows } from '../plans/rowsNotWritten.ts';
import { Pace } from '../sending/pace.ts';
import type { PlanRow } from '../plans/planRow.ts';
import type { PlanStore } from '../plans/planStore.ts';
import type { PlanCounts } from '../plans/planCounts.ts';
import type { PlanHead } from '../plans/planHead.ts';
import { Reader } from '../lookups/reader.ts';
import { WriteObstacles } from '../writes/writeObstacles.ts';
import { RowResolver } from './rowResolver.ts';
import { notRead, type RowResult } from './rowResult.ts';
import { RowWriter } from './rowWriter.ts';
import { RunConfirmation, type ConfirmRun } from './runConfirmation.ts';
import type { RunPause } from './runPause.ts';
import { RunReport, type RunProgress } from './runReport.ts';

export interface ApplyOptions {
  readonly store: PlanStore;
  readonly client: Pick<KaptureClient, 'send'>;
  readonly target: Target;
  /** Ends the run after the write in progress was answered. */
  readonly signal?: AbortSignal;
  /** Asks once, whatever the role of the connection. */
  readonly confirm: ConfirmRun;
  readonly pause?: RunPause;
  /**
   * Called before each row, and again right before its write: why the run must stop, such as because its connection was
   * changed after the user confirmed it. Undefined if it may continue.
   */
  readonly reasonToStop?: () => Problem | undefined;
  /** Number of consecutive rows that fail before the run stops; 10 by default. */
  readonly maxFailuresInRow?: number | undefined;
  /**
   * How long after an unusable response, or a timeout, a record that does not show the write is believed, in
   * milliseconds. By default 10 seconds, and after a write that was interrupted, at least the timeout of the
   * connection. A server can store a write late.
   */
  readonly settleMs?: number;
  /** Called at most every 100 ms, and at the end. */
  readonly onProgress?: (progress: RunProgress) => void;
  /**
   * Receives the record of each customer that a row changes: as the run has read it, and again with the new values once
   * Kapture has accepted them. The run does not read it again for this. Not called for added customers.
   */
  readonly onRecord?: (id: string, record: string) => void;
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

const defaultMaxFailures = 10;
const defaultSettleMs = 10_000;
/** How often a row is sent because the server limited the rate, before the run stops. */
const maxWaits = 20;

/**
 * Writes the included rows of a plan, or resumes that. First it reads the records of rows whose outcome is unknown.
 * Each row is sent once, one after the other, after its record was read again. Rejects with a {@link PlanError}, a
 * `KaptureError` (`read-only`) or a `StoreError`.
 */
export async function applyPlan(plan: number, options: ApplyOptions): Promise<RunOutcome> {
  const { store, target } = options;
  const head = await boundPlan(store, plan, target.connection);
  refuseReadOnly('update', target.connection);
  // Rows whose lookup failed are not sent.
  if (head.status === 'planning')
    throw new PlanError('not-ready', problem('The plan is incomplete. Continue it first.'), plan);
  return holdPlan(
    store,
    async (owner) => {
      await store.acquire(plan, owner);
      return plan;
    },
    (held) => new Run(held, head, options).run(),
  );
}

class Run {
  readonly #held: HeldPlan;
  readonly #head: PlanHead;
  readonly #options: ApplyOptions;
  readonly #writer: RowWriter;
  readonly #resolver: RowResolver;
  readonly #report: RunReport;
  readonly #signal: AbortSignal;
  #failures = 0;

  constructor(held: HeldPlan, head: PlanHead, options: ApplyOptions) {
    this.#held = held;
    this.#head = head;
    this.#options = options;
    const { store, target, onRecord, reasonToStop, settleMs = defaultSettleMs } = options;
    const { connection } = target;
    const { identifier, revertOf } = head;
    const interruptedMs = options.settleMs ?? Math.max(defaultSettleMs, connection.timeoutSeconds * 1000);
    const report = new RunReport(options.onProgress);
    this.#report = report;
    const pace = new Pace(connection, (isWaiting) => report.rateLimited(isWaiting));
    const client: ApplyOptions['client'] = { send: (...request) => report.awaited(options.client.send(...request)) };
    const reader = new Reader(client, target, pace);
    const owned = { store, plan: held.plan, token: held.token };
    this.#resolver = new RowResolver({ ...owned, target, reader, onRecord, settleMs, interruptedMs });
    this.#writer = new RowWriter({
      ...owned,
      client,
      target,
      identifier,
      obstacles: new WriteObstacles(connection, identifier, reader),
      reader,
      pace,
      resolver: this.#resolver,
      onRecord,
      reasonToStop,
      isRevert: revertOf !== undefined,
    });
    this.#signal = AbortSignal.any([held.lost, ...(options.signal ? [options.signal] : [])]);
  }

  async run(): Promise<RunOutcome> {
    const { store, target, confirm } = this.#options;
    const { plan, token, lost } = this.#held;
    // A process that ended while it looked up rows again has left duplicates unmarked.
    if (!this.#head.isLookedUp) await store.endLookUp(plan, token);
    await this.#count();
    if (!(await store.agreed(plan, 0, 1)).length) return this.#finish({ end: 'finished' });
    const confirmation = await RunConfirmation.ask(target.connection, this.#agreedRows(), confirm);
    if (!confirmation) return { end: 'declined', counts: await store.counts(plan) };
    this.#resolver.start();
    await store.setStatus(plan, token, 'applying');
    let end: Omit<RunOutcome, 'counts'>;
    try {
      end = await this.#apply(confirmation);
    } catch (error) {
      lost.throwIfAborted();
      // Without an owner, the plan counts as stopped.
      if (PlanError.is(error, 'failing') || PlanError.is(error, 'changed'))
        end = { end: 'stopped', reason: error.problem };
      else if (this.#options.signal?.aborted && KaptureError.is(error, 'canceled')) end = { end: 'canceled' };
      else throw error;
    }
    return this.#finish(end);
  }

  async #finish(end: Omit<RunOutcome, 'counts'>): Promise<RunOutcome> {
    const { store } = this.#options;
    const { plan, token } = this.#held;
    const counts = await store.counts(plan);
    const isOpen = openRows(counts) > 0;
    await store.setStatus(plan, token, isOpen ? 'stopped' : 'finished');
    this.#report.flush();
    // A run that stops at its last row has nothing left to send, so no one can continue it.
    return isOpen ? { ...end, counts } : { end: 'finished', counts };
  }

  async #apply(confirmation: RunConfirmation): Promise<Omit<RunOutcome, 'counts'>> {
    const { store, pause } = this.#options;
    const { plan } = this.#held;
    const unreadable = await this.#resolveAll(confirmation);
    if (unreadable) return { end: 'stopped', reason: unreadable };
    this.#report.enter('writing');
    for (let row = await store.nextToSend(plan, 0); row; row = await store.nextToSend(plan, row.row)) {
      if (pause?.isPaused) await this.#report.paused(pause.whenRunning(this.#signal));
      this.#held.lost.throwIfAborted();
      if (this.#signal.aborted) return { end: 'canceled' };
      const result = await this.#write(row, confirmation);
      const stop = this.#stopAfter(row.row, result);
      if (stop) return { end: 'stopped', reason: stop };
      this.#report.step();
    }
    const unreadableAtEnd = await this.#resolveAll(confirmation);
    if (unreadableAtEnd) return { end: 'stopped', reason: unreadableAtEnd };
    const { states } = await store.counts(plan);
    const left = states['not-sent'];
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
  async #write(row: PlanRow, confirmation: RunConfirmation): Promise<RowResult> {
    for (let wait = 1; ; wait++) {
      const result = await this.#writer.write(row, confirmation, this.#signal);
      if (result.end !== 'waiting') return this.#ended(result);
      const { end } = await this.#resolver.resolve(row, this.#signal);
      if (end !== 'not-sent') return this.#ended({ end, reason: result.reason });
      confirmation.wasNotApplied(row.row);
      if (wait >= maxWaits) return { ...result, end: 'waiting' };
    }
  }

  #ended(result: RowResult): RowResult {
    this.#report.ended(result.end);
    return result;
  }

  /** Why the run stops after a row; undefined if it continues. */
  #stopAfter(row: number, { end, reason, failure, isAccepted }: RowResult): Problem | undefined {
    const { maxFailuresInRow = defaultMaxFailures } = this.#options;
    if (end === 'unauthorized')
      return problem('The server rejected the auth key, so the run stopped. Set the correct key, then resume.');
    // The next rows would probably change other customers too.
    if (end === 'other-customer' && reason) return problem('The run stopped at row {0}. {1}', row, reason);
    if (end === 'waiting')
      return problem('The run stopped because the server is still rate limiting requests. Resume it later.');
    // The server responded to a read as it should, but this record cannot be used. That says nothing about other rows.
    const isOfRow = end === 'conflict' || isAccepted || failure?.isOfRecord;
    const isFailure = !isOfRow && end !== 'done' && end !== 'unchanged';
    this.#failures = isFailure ? this.#failures + 1 : 0;
    if (this.#failures < maxFailuresInRow) return undefined;
    return reason
      ? problem('The run stopped because of consecutive failures ({0}). {1}', this.#failures, reason)
      : problem('The run stopped because of consecutive failures ({0}).', this.#failures);
  }

  /** Reads the records of the rows whose outcome is unknown. Resolves to why the run stops, if the reads fail. */
  async #resolveAll(confirmation: RunConfirmation): Promise<Problem | undefined> {
    const { store } = this.#options;
    const { plan } = this.#held;
    this.#report.enter('resolving');
    let stop: Problem | undefined;
    for (const number of await store.unknown(plan)) {
      // At once, because its read can wait for some seconds.
      this.#report.flush();
      const row = await store.row(plan, number);
      if (!row) continue;
      const { end, failure } = await this.#resolver.resolve(row, this.#signal);
      this.#report.resolved(end);
      if (end === 'not-sent') confirmation.wasNotApplied(number);
      if (!failure) this.#failures = 0;
      stop = failure && this.#stopAfter(number, notRead(failure));
      if (stop) break;
    }
    await this.#count();
    return stop;
  }

  async #count(): Promise<void> {
    this.#report.counted(await this.#options.store.counts(this.#held.plan));
  }

  #agreedRows(): AsyncGenerator<PlanRow> {
    const { store } = this.#options;
    return inPages((after, limit) => store.agreed(this.#held.plan, after, limit));
  }
}
