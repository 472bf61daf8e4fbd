import type { KaptureClient } from '../exchange/client.ts';
import type { Target } from '../exchange/exchange.ts';
import { dialectOf, type Connection } from '../connection/connection.ts';
import { KaptureError } from '../http/kaptureError.ts';
import { problem } from '../problem/problem.ts';
import { BulkError } from './bulkError.ts';
import { holdPlan, type HeldPlan } from './holdPlan.ts';
import { bindingOf, problemOfIdentifier } from './identifiers.ts';
import { Pace } from './pace.ts';
import type { PlanRow } from './planRow.ts';
import type { BulkStoreCalls } from './bulkCalls.ts';
import type { PlanFile, PlanHead } from './planHead.ts';
import type { RowDecision, RowToAdd } from './rowDecision.ts';
import { Rate } from './rate.ts';
import { Reader, type ReadFailure } from './reader.ts';
import type { Identifier, RowInput } from './rowInput.ts';
import { RowPlanner } from './rowPlanner.ts';
import { throttled } from './throttle.ts';

/** What a plan is made from. It is bound to the tenant, dialects and paths of the connection. */
export interface NewPlan {
  readonly connection: Connection;
  readonly identifier: Identifier;
  /** Such as the name of the file. */
  readonly title: string;
  readonly file?: PlanFile;
  /** The names of the file's columns, for a file of the rows that failed. */
  readonly columns?: readonly string[];
}

export interface PlanProgress {
  readonly phase: 'reading' | 'looking-up';
  readonly done: number;
  /** Unknown while the file is read. */
  readonly total: number | undefined;
  readonly perSecond: number;
  readonly secondsLeft: number | undefined;
}

export interface MakePlanOptions {
  readonly store: BulkStoreCalls;
  readonly client: Pick<KaptureClient, 'send'>;
  readonly target: Target;
  readonly signal?: AbortSignal;
  /** Called at most every 100 ms, and at the end of each phase. */
  readonly onProgress?: (progress: PlanProgress) => void;
}

export type PlanInput = Iterable<RowInput> | AsyncIterable<RowInput>;

/** How many rows of the file, and of results, are stored at once. */
const inputBatch = 500,
  resultBatch = 50;
/** When a result is added, those before it are stored if the last ones were stored this many milliseconds ago. */
const maxUnsavedMs = 1000;
/** Number of consecutive rows that cannot be looked up before planning stops. */
const maxFailures = 10;
const progressMs = 100;

/**
 * Creates a plan, and looks up each row. Nothing is written to the tenant. Resolves to the plan's ID. Rejects with a
 * {@link BulkError}: its `plan` can be continued. Rows are not kept in memory.
 */
export async function makePlan(
  { connection, identifier, title, file, columns }: NewPlan,
  rows: PlanInput,
  options: MakePlanOptions,
): Promise<number> {
  const { store } = options;
  const reason = problemOfIdentifier(connection, identifier);
  if (reason) throw new BulkError('identifier', reason);
  const start = {
    title,
    tenant: connection.tenant,
    connection: connection.name,
    identifier,
    ...(file && { file }),
    ...(columns && { columns }),
    dialect: dialectOf(connection, 'update'),
    binding: bindingOf(connection),
  };
  return holdPlan(
    store,
    (owner) => store.create(start, owner),
    async (held) => {
      await run(held, rows, options);
      return held.plan;
    },
  );
}

/**
 * Continues a plan that was interrupted, and looks up rows again for which that failed. `rows` are those of the file,
 * and required unless the plan's `isRead`. Rows that are stored are skipped.
 */
export async function continuePlan(id: number, rows: PlanInput | undefined, options: MakePlanOptions): Promise<void> {
  const { store } = options;
  const head = await boundPlan(store, id, options.target.connection);
  if (!head.isRead && !rows)
    throw new BulkError(
      'not-ready',
      problem('The plan does not have all rows of the file. Import the file again.'),
      id,
    );
  await holdPlan(
    store,
    async (owner) => {
      await store.acquire(id, owner);
      return id;
    },
    (held) => run(held, rows ?? [], options),
  );
}

/** The plan, if it was made for the connection as it is now. Throws a {@link BulkError} otherwise. */
export async function boundPlan(store: BulkStoreCalls, id: number, connection: Connection): Promise<PlanHead> {
  const head = await store.plan(id);
  if (!head) throw new BulkError('gone', problem('This plan was deleted.'), id);
  if (head.tenant !== connection.tenant)
    throw new BulkError(
      'other-tenant',
      problem(
        'The plan was made for {0}, and the connection {1} points to {2}.',
        head.tenant,
        connection.name,
        connection.tenant,
      ),
      id,
    );
  if (head.binding !== bindingOf(connection))
    throw new BulkError(
      'other-dialect',
      head.revertOf === undefined
        ? problem(
            'The dialect or a path of the connection {0} has changed since the plan was made. Make a new plan.',
            connection.name,
          )
        : problem(
            'The dialect or a path of the connection {0} has changed since the run, so the run cannot be reverted.',
            connection.name,
          ),
      id,
    );
  return head;
}

async function run(held: HeldPlan, rows: PlanInput, options: MakePlanOptions): Promise<void> {
  const { store } = options;
  const { plan, token } = held;
  const signal = AbortSignal.any([held.lost, ...(options.signal ? [options.signal] : [])]);
  try {
    if (!(await store.plan(plan))!.isRead) await readRows(held, rows, signal, options);
    await lookUpRows(held, signal, options);
    await store.endLookUp(plan, token);
    const { status } = (await store.plan(plan))!;
    if (status === 'planning') await store.setStatus(plan, token, 'ready');
    // Rows that were looked up again can be sent.
    if (status === 'finished' && (await store.counts(plan)).states['not-sent'])
      await store.setStatus(plan, token, 'stopped');
  } catch (error) {
    held.lost.throwIfAborted();
    if (options.signal?.aborted)
      throw new BulkError('canceled', problem('Planning was canceled. The plan can be continued.'), plan, error);
    if (BulkError.is(error, 'failing')) throw new BulkError(error.reason, error.problem, plan, error);
    throw error;
  }
}

async function readRows(
  { plan, token }: HeldPlan,
  rows: PlanInput,
  signal: AbortSignal,
  { store, onProgress }: MakePlanOptions,
): Promise<void> {
  const [last] = await store.rows({ plan, sort: 'row', descending: true, limit: 1 });
  const skipped = last?.row ?? 0;
  const rate = new Rate();
  let done = 0;
  const report = throttled(
    () => onProgress?.({ phase: 'reading', done, total: undefined, perSecond: rate.perSecond, secondsLeft: undefined }),
    progressMs,
  );
  let batch: RowToAdd[] = [];
  for await (const input of rows) {
    signal.throwIfAborted();
    done++;
    rate.step();
    if (input.row > skipped) batch.push({ input });
    if (batch.length < inputBatch) continue;
    await store.addRows(plan, token, batch);
    batch = [];
    report();
  }
  await store.addRows(plan, token, batch);
  await store.endRows(plan, token);
  report(true);
}

async function lookUpRows(
  { plan, token }: HeldPlan,
  signal: AbortSignal,
  { store, client, target, onProgress }: MakePlanOptions,
): Promise<void> {
  const { connection } = target;
  const { identifier } = (await store.plan(plan))!;
  const pace = new Pace(connection.pauseMs ?? 0, new URL(connection.baseUrl).host);
  const planner = new RowPlanner(connection, identifier, new Reader(client, target, pace));
  const total = await store.count({ plan, kinds: ['not-looked-up'] });
  const rate = new Rate();
  const failures = new FailuresInRow(plan);
  let done = 0;
  const report = throttled(
    () =>
      onProgress?.({
        phase: 'looking-up',
        done,
        total,
        perSecond: rate.perSecond,
        secondsLeft: rate.secondsLeft(total - done),
      }),
    progressMs,
  );
  const results = new Results(store, plan, token);
  const next = rowsToLookUp(store, plan);
  const stopped = new AbortController();
  const either = AbortSignal.any([signal, stopped.signal]);
  const work = async (): Promise<void> => {
    for (let row = await next(); row; row = await next()) {
      either.throwIfAborted();
      const { failure, ...decision } = await planner.decide(row, either);
      await results.add(decision);
      failures.count(failure, row);
      done++;
      rate.step();
      report();
    }
  };
  try {
    const workers = Array.from({ length: connection.parallelPulls }, () =>
      work().catch((error: unknown) => {
        stopped.abort();
        throw error;
      }),
    );
    const outcomes = await Promise.allSettled(workers);
    const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as Error] : []));
    const error = errors.find((one) => !isAbort(one)) ?? errors[0];
    if (error) throw error;
  } finally {
    await results.save();
  }
  report(true);
}

function isAbort(error: Error): boolean {
  return error.name === 'AbortError' || KaptureError.is(error, 'canceled');
}

/**
 * The rows to look up, a page at a time. Those whose lookup failed before come last, so that they cannot stop planning
 * at the same rows each time.
 */
function rowsToLookUp(store: BulkStoreCalls, plan: number): () => Promise<PlanRow | undefined> {
  let page: PlanRow[] = [];
  let last = 0;
  const failed: number[] = [];
  let loading: Promise<void> | undefined;
  const load = async (): Promise<void> => {
    let found: PlanRow[];
    do {
      found = await store.rowsAfter({ plan, kinds: ['not-looked-up'] }, last, inputBatch);
      last = found.at(-1)?.row ?? last;
      page = found.filter(({ reason }) => !reason);
      for (const { row, reason } of found) if (reason) failed.push(row);
    } while (found.length && !page.length);
    if (!page.length) for (const row of failed.splice(0, resultBatch)) page.push((await store.row(plan, row))!);
  };
  return async () => {
    // Workers that wait share one page.
    if (!page.length) await (loading ??= load().finally(() => (loading = undefined)));
    return page.shift();
  };
}

/** Results that are stored a few at a time. */
class Results {
  readonly #store: BulkStoreCalls;
  readonly #plan: number;
  readonly #token: string;
  #unsaved: RowDecision[] = [];
  #savedAt = performance.now();

  constructor(store: BulkStoreCalls, plan: number, token: string) {
    this.#store = store;
    this.#plan = plan;
    this.#token = token;
  }

  async add(decision: RowDecision): Promise<void> {
    this.#unsaved.push(decision);
    if (this.#unsaved.length >= resultBatch || performance.now() - this.#savedAt > maxUnsavedMs) await this.save();
  }

  async save(): Promise<void> {
    const saved = this.#unsaved;
    this.#unsaved = [];
    this.#savedAt = performance.now();
    if (saved.length) await this.#store.decide(this.#plan, this.#token, saved);
  }
}

/** Stops planning if the server refuses the key, or fails for too many rows in a row. */
class FailuresInRow {
  readonly #plan: number;
  #failures = 0;

  constructor(plan: number) {
    this.#plan = plan;
  }

  count(failure: ReadFailure | undefined, { reason }: PlanRow): void {
    if (failure?.trouble === 'unauthorized')
      throw new BulkError(
        'unauthorized',
        problem('The server rejected the auth key, so planning stopped. Set the correct key, then continue the plan.'),
        this.#plan,
      );
    // A row that failed before comes after all others, and often fails because of its record.
    this.#failures = failure && !failure.isOfRecord && !reason ? this.#failures + 1 : 0;
    if (this.#failures < maxFailures) return;
    throw new BulkError(
      'failing',
      problem('{0} consecutive lookups failed, so planning stopped. {1}', maxFailures, failure!.reason),
      this.#plan,
      failure!.error,
    );
  }
}
