import { dialectOf, type Connection } from '../../connection/connection.ts';
import type { KaptureClient } from '../../exchange/client.ts';
import type { Target } from '../../exchange/exchange.ts';
import { KaptureError } from '../../http/kaptureError.ts';
import { problem } from '../../problem/problem.ts';
import { Pace } from '../lookups/pace.ts';
import { Reader, type ReadFailure } from '../lookups/reader.ts';
import { holdPlan, planFor, type HeldPlan } from '../plans/holdPlan.ts';
import { bindingOf, problemOfIdentifier } from '../plans/identifiers.ts';
import { PlanError, unsentWrites, type PlanStart } from '../plans/plan.ts';
import type { PlanStore } from '../plans/planDatabase.ts';
import type { PlanRow, RowDecision, RowInput, RowToAdd } from '../plans/planRow.ts';
import { ProgressReport, type PlanProgress } from '../planProgress.ts';
import { RowPlanner } from './rowPlanner.ts';

export interface CreatePlanOptions {
  readonly store: PlanStore;
  readonly client: Pick<KaptureClient, 'send'>;
  readonly target: Target;
  readonly signal?: AbortSignal;
  /** The number of rows of the file, for the progress. */
  readonly total?: number;
  /** Receives the ID of a new plan before its rows are read. */
  readonly onCreated?: (plan: number) => void;
  /** Called at most every 100 ms, and at the end of each phase. */
  readonly onProgress?: (progress: PlanProgress) => void;
}

/** What a plan is created from. It is bound to the tenant, dialects and paths of the connection. */
export interface NewPlan extends Pick<
  PlanStart,
  'identifier' | 'title' | 'file' | 'columns' | 'ignoredColumns' | 'mapping'
> {
  readonly connection: Connection;
}

export type PlanInput = Iterable<RowInput> | AsyncIterable<RowInput>;

/** How many rows of the file are stored at once. With 500, 100,000 rows took 62 MB instead of 44. */
const batchSize = 100;
/** How many decisions are stored at once, and after how many milliseconds at the latest. */
const maxUnsaved = 50,
  maxUnsavedMs = 1000;
/** How many rows to look up are read at once. */
const pageSize = 50;
/** Number of consecutive rows that cannot be looked up before planning stops. */
const maxFailures = 10;

/**
 * Creates a plan, and looks up each row. Nothing is written to the tenant. Resolves to the plan's ID. Rejects with a
 * {@link PlanError}: its `plan` can be resumed. Rows are not kept in memory.
 */
export async function createPlan(
  { connection, ...made }: NewPlan,
  rows: PlanInput,
  options: CreatePlanOptions,
): Promise<number> {
  const { store } = options;
  const reason = problemOfIdentifier(connection, made.identifier);
  if (reason) throw new PlanError('identifier', reason);
  const start: PlanStart = {
    ...made,
    tenant: connection.tenant,
    connection: connection.name,
    dialect: dialectOf(connection, 'update'),
    binding: bindingOf(connection),
  };
  return holdPlan(
    store,
    (owner) => store.create(start, owner),
    async (held) => {
      options.onCreated?.(held.plan);
      await run(held, rows, options);
      return held.plan;
    },
  );
}

/**
 * Resumes a plan that was interrupted, and looks up rows again for which that failed. `rows` are those of the file,
 * and required unless the plan's `isRead`. Rows that are stored are skipped.
 */
export async function resumePlan(id: number, rows: PlanInput | undefined, options: CreatePlanOptions): Promise<void> {
  const { store } = options;
  const head = await planFor(store, id, options.target.connection);
  if (!head.isRead && !rows)
    throw new PlanError(
      'not-ready',
      problem('The plan does not have all rows of the file. Import the file again.'),
      id,
    );
  await holdPlan(store, id, (held) => run(held, rows ?? [], options));
}

async function run(held: HeldPlan, rows: PlanInput, options: CreatePlanOptions): Promise<void> {
  const { store, plan, token } = held;
  const signal = AbortSignal.any([held.lost, ...(options.signal ? [options.signal] : [])]);
  try {
    if (!(await store.plan(plan))!.isRead) await storeRows(held, rows, signal, options);
    await lookUpRows(held, signal, options);
    const { status } = (await store.plan(plan))!;
    if (status === 'planning') await store.setStatus(plan, token, 'ready');
    // Rows whose repeated lookup succeeded can be sent, so the plan is no longer finished.
    if (status === 'finished' && unsentWrites(await store.counts(plan))) await store.setStatus(plan, token, 'stopped');
  } catch (error) {
    held.lost.throwIfAborted();
    if (options.signal?.aborted)
      throw new PlanError('canceled', problem('Planning was canceled. The plan can be resumed.'), plan, error);
    if (PlanError.is(error, 'failing')) throw new PlanError(error.reason, error.problem, plan, error);
    throw error;
  }
}

async function storeRows(
  { store, plan, token }: HeldPlan,
  rows: PlanInput,
  signal: AbortSignal,
  { onProgress, total }: CreatePlanOptions,
): Promise<void> {
  const [last] = await store.rows({ plan, sort: 'row', descending: true, limit: 1 });
  const skipped = last?.row ?? 0;
  const progress = new ProgressReport(onProgress);
  let done = 0;
  const report = (now?: boolean): void => progress.report({ phase: 'reading', done, settled: done, total }, now);
  let batch: RowToAdd[] = [];
  for await (const input of rows) {
    signal.throwIfAborted();
    done++;
    progress.step();
    if (input.row > skipped) batch.push({ input });
    if (batch.length < batchSize) continue;
    await store.addRows(plan, token, batch);
    batch = [];
    report();
  }
  await store.addRows(plan, token, batch);
  await store.endRows(plan, token);
  report(true);
}

/** Looks up the rows of a plan that were not looked up yet, several at once, and stores what was decided about them. */
async function lookUpRows(
  { store, plan, token }: HeldPlan,
  signal: AbortSignal,
  { client, target, onProgress }: CreatePlanOptions,
): Promise<void> {
  const { connection } = target;
  const { identifier } = (await store.plan(plan))!;
  const planner = new RowPlanner(connection, identifier, new Reader(client, target, new Pace(connection)));
  const total = await store.count({ plan, states: ['not-looked-up'] });
  const progress = new ProgressReport(onProgress);
  let done = 0;
  let failures = 0;
  const report = (now?: boolean): void => progress.report({ phase: 'looking-up', done, settled: done, total }, now);
  let unsaved: RowDecision[] = [];
  let savedAt = performance.now();
  const save = async (): Promise<void> => {
    const decisions = unsaved;
    unsaved = [];
    savedAt = performance.now();
    if (decisions.length) await store.decide(plan, token, decisions);
  };
  const next = rowsToLookUp(store, plan);
  const stopped = new AbortController();
  const either = AbortSignal.any([signal, stopped.signal]);
  const work = async (): Promise<void> => {
    for (let row = await next(); row; row = await next()) {
      either.throwIfAborted();
      const { failure, ...decision } = await planner.decide(row, either);
      unsaved.push(decision);
      if (unsaved.length >= maxUnsaved || performance.now() - savedAt > maxUnsavedMs) await save();
      // A row that failed in an earlier lookup comes last, and often fails because of its own record, so it does not
      // count.
      failures = failure && !failure.isOfRecord && !row.reasons.length ? failures + 1 : 0;
      if (failure) refuseFailures(plan, failure, failures);
      done++;
      progress.step();
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
    await save();
    // This runs after a cancellation too, because a plan that was ready before can be applied.
    await store.endLookUp(plan, token);
  }
  report(true);
}

/** Stops planning if the server refuses the key, or fails for too many rows in a row. */
function refuseFailures(plan: number, { trouble, reason, error }: ReadFailure, failures: number): void {
  if (trouble === 'unauthorized')
    throw new PlanError(
      'unauthorized',
      problem('The server rejected the auth key. Set the correct key, then try again.'),
      plan,
    );
  if (failures >= maxFailures)
    throw new PlanError(
      'failing',
      problem('{0} consecutive lookups failed, so planning stopped. {1}', maxFailures, reason),
      plan,
      error,
    );
}

/**
 * The rows to look up, a page at a time. Those whose lookup failed before come last, so that they cannot stop planning
 * at the same rows each time.
 */
function rowsToLookUp(store: PlanStore, plan: number): () => Promise<PlanRow | undefined> {
  let page: PlanRow[] = [];
  let last = 0;
  const failed: number[] = [];
  let loading: Promise<void> | undefined;
  const load = async (): Promise<void> => {
    let found: PlanRow[];
    do {
      found = await store.rowsAfter({ plan, states: ['not-looked-up'] }, last, pageSize);
      last = found.at(-1)?.row ?? last;
      page = found.filter(({ reasons }) => !reasons.length);
      for (const { row, reasons } of found) if (reasons.length) failed.push(row);
    } while (found.length && !page.length);
    if (!page.length) for (const row of failed.splice(0, pageSize)) page.push((await store.row(plan, row))!);
  };
  return async () => {
    // Workers that wait for rows share one load of a page.
    if (!page.length) await (loading ??= load().finally(() => (loading = undefined)));
    return page.shift();
  };
}

function isAbort(error: Error): boolean {
  return error.name === 'AbortError' || KaptureError.is(error, 'canceled');
}
