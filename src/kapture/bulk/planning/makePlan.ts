import { dialectOf, type Connection } from '../../connection/connection.ts';
import { problem } from '../../problem/problem.ts';
import { boundPlan } from '../plans/boundPlan.ts';
import { PlanError } from '../plans/planError.ts';
import { holdPlan, type HeldPlan } from '../plans/holdPlan.ts';
import { bindingOf, problemOfIdentifier } from '../plans/identifiers.ts';
import { lookUpRows } from './lookUpRows.ts';
import type { MakePlanOptions } from './makePlanOptions.ts';
import type { PlanFile } from '../plans/planHead.ts';
import { Rate } from '../progress/rate.ts';
import type { RowToAdd } from '../plans/rowDecision.ts';
import type { Identifier, RowInput } from '../plans/rowInput.ts';
import { throttled } from '../progress/throttled.ts';

/** What a plan is made from. It is bound to the tenant, dialects and paths of the connection. */
export interface NewPlan {
  readonly connection: Connection;
  readonly identifier: Identifier;
  /** Such as the name of the file. */
  readonly title: string;
  readonly file?: PlanFile;
  /** The names of the file's columns, for a file of the rows that failed. */
  readonly columns?: readonly string[];
  /** How many of them are not imported. */
  readonly ignoredColumns?: number;
  /** The values for every row by field, as the mapping has them. */
  readonly constants?: Readonly<Record<string, string>>;
  /** The text of its mapping file, if the table is not a file. */
  readonly mapping?: string;
}

export type PlanInput = Iterable<RowInput> | AsyncIterable<RowInput>;

/** How many rows of the file are stored at once. With 500, 100,000 rows took 62 MB instead of 44. */
const batchSize = 100;

/**
 * Creates a plan, and looks up each row. Nothing is written to the tenant. Resolves to the plan's ID. Rejects with a
 * {@link PlanError}: its `plan` can be continued. Rows are not kept in memory.
 */
export async function makePlan(
  { connection, identifier, title, file, columns, ignoredColumns = 0, constants, mapping }: NewPlan,
  rows: PlanInput,
  options: MakePlanOptions,
): Promise<number> {
  const { store } = options;
  const reason = problemOfIdentifier(connection, identifier);
  if (reason) throw new PlanError('identifier', reason);
  const start = {
    title,
    tenant: connection.tenant,
    connection: connection.name,
    identifier,
    ...(file && { file }),
    ...(columns && { columns }),
    ignoredColumns,
    ...(constants && { constants }),
    ...(mapping !== undefined && { mapping }),
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
 * Continues a plan that was interrupted, and looks up rows again for which that failed. `rows` are those of the file,
 * and required unless the plan's `isRead`. Rows that are stored are skipped.
 */
export async function continuePlan(id: number, rows: PlanInput | undefined, options: MakePlanOptions): Promise<void> {
  const { store } = options;
  const head = await boundPlan(store, id, options.target.connection);
  if (!head.isRead && !rows)
    throw new PlanError(
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

async function run(held: HeldPlan, rows: PlanInput, options: MakePlanOptions): Promise<void> {
  const { store } = options;
  const { plan, token } = held;
  const signal = AbortSignal.any([held.lost, ...(options.signal ? [options.signal] : [])]);
  try {
    if (!(await store.plan(plan))!.isRead) await storeRows(held, rows, signal, options);
    await lookUpRows(held, signal, options);
    const { status } = (await store.plan(plan))!;
    if (status === 'planning') await store.setStatus(plan, token, 'ready');
    // Rows that were looked up again can be sent.
    if (status === 'finished' && (await store.counts(plan)).states['not-sent'])
      await store.setStatus(plan, token, 'stopped');
  } catch (error) {
    held.lost.throwIfAborted();
    if (options.signal?.aborted)
      throw new PlanError('canceled', problem('Planning was canceled. The plan can be continued.'), plan, error);
    if (PlanError.is(error, 'failing')) throw new PlanError(error.reason, error.problem, plan, error);
    throw error;
  }
}

async function storeRows(
  { plan, token }: HeldPlan,
  rows: PlanInput,
  signal: AbortSignal,
  { store, onProgress }: MakePlanOptions,
): Promise<void> {
  const [last] = await store.rows({ plan, sort: 'row', descending: true, limit: 1 });
  const skipped = last?.row ?? 0;
  const rate = new Rate();
  let done = 0;
  const report = throttled(() =>
    onProgress?.({ phase: 'reading', done, total: undefined, perSecond: rate.perSecond, secondsLeft: undefined }),
  );
  let batch: RowToAdd[] = [];
  for await (const input of rows) {
    signal.throwIfAborted();
    done++;
    rate.step();
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
