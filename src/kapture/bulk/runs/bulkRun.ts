import { setTimeout } from 'node:timers/promises';
import type { Connection } from '../../connection/connection.ts';
import type { KaptureClient } from '../../exchange/client.ts';
import type { Target } from '../../exchange/exchange.ts';
import type { Problem } from '../../problem/problem.ts';
import { StoreError } from '../../store/storeError.ts';
import { isBlank } from '../../update/fieldValue.ts';
import type { Pace } from '../lookups/pace.ts';
import type { Reader, ReadFailure } from '../lookups/reader.ts';
import { isRevertible, type WriteObstacles } from '../lookups/writeObstacles.ts';
import type { HeldPlan } from '../plans/holdPlan.ts';
import { allRows, type WriteEnd } from '../plans/planDatabase.ts';
import type { PlanHead } from '../plans/plan.ts';
import type { FieldChange } from '../plans/planRow.ts';

/** A run of a plan: what it reads and writes with. */
export interface BulkRun extends HeldPlan {
  readonly head: PlanHead;
  readonly client: Pick<KaptureClient, 'send'>;
  readonly target: Target;
  readonly reader: Reader;
  readonly obstacles: WriteObstacles;
  readonly pace: Pace;
  /** When the user has confirmed it, in epoch milliseconds. */
  readonly startedAt: number;
  /** In milliseconds, see `ApplyOptions.settleMs`. */
  readonly settleMs: number;
  /** Like `settleMs`, for a write whose process ended before any response: the server can still be working on it. */
  readonly interruptedMs: number;
  /** Ends a read, never a write. */
  readonly signal: AbortSignal;
  /** See `ApplyOptions.reasonToStop`. */
  readonly reasonToStop: (() => Problem | undefined) | undefined;
}

export interface RowResult {
  /**
   * - `other-customer`: the response names a different customer, which may have been changed
   * - `waiting`: the server limits the rate, and the row was not written
   */
  readonly end:
    | 'done'
    | 'unchanged'
    | 'conflict'
    | 'failed'
    | 'unknown'
    | 'other-customer'
    | 'not-read'
    | 'waiting'
    | 'unauthorized';
  readonly reason?: Problem | undefined;
  /** The failure of a read, if because of it the row was not sent or its blank values were not checked. */
  readonly failure?: ReadFailure | undefined;
}

/** The result of a row whose record could not be read. */
export function notRead(failure: ReadFailure): RowResult {
  return { end: failure.trouble === 'unauthorized' ? 'unauthorized' : 'not-read', reason: failure.reason, failure };
}

/** How long, and how often, the result of a write is stored again while the database is busy, in milliseconds. */
const maxBusyMs = 30_000,
  busyPauseMs = 200;

/** Records how the last write of a row ended. While the database is busy, it is tried again for a while. */
export async function recordWriteEnd({ store, plan, token }: HeldPlan, row: number, end: WriteEnd): Promise<void> {
  const until = Date.now() + maxBusyMs;
  for (;;)
    try {
      await store.endWrite(plan, token, row, end);
      return;
    } catch (error) {
      // The write was sent, so its result must not be lost because another program locks the database for a while.
      if (!StoreError.is(StoreError.from(error), 'busy') || Date.now() > until) throw error;
      await setTimeout(busyPauseMs);
    }
}

export interface RunConfirmation {
  readonly connection: Connection;
  readonly host: string;
  readonly adds: number;
  readonly updates: number;
  /** The number of writes, which users of a production connection must type. */
  readonly writes: number;
  /** How many of them may have been applied already. They are read first. */
  readonly unknown: number;
  /** The number of updates that send a blank value. */
  readonly blank: number;
  /**
   * The number of changed fields whose previous values are unknown, so that no plan can revert them, and of their
   * customers.
   */
  readonly irreversible: { readonly fields: number; readonly customers: number };
  /** The only change of every write, if all of them make the same one, with its value as JSON. */
  readonly onlyChange?: Pick<FieldChange, 'field' | 'to'> | undefined;
}

/** Asks the user; resolves to false if the user declines. */
export type ConfirmRun = (confirmation: RunConfirmation) => Promise<boolean>;

/**
 * Asks once about all rows that a run can write. No row can change after that: only the owner of the plan changes its
 * rows, and a row is sent only with the values of the plan.
 */
export async function askBeforeRun(
  { store, plan }: HeldPlan,
  connection: Connection,
  confirm: ConfirmRun,
): Promise<boolean> {
  const counts = { adds: 0, updates: 0, unknown: 0, blank: 0 };
  const irreversible = { fields: 0, customers: 0 };
  let writes = 0;
  let onlyChange: RunConfirmation['onlyChange'];
  for await (const row of allRows(store, { plan, states: ['add', 'update', 'sending', 'unknown'] })) {
    const [change, ...others] = row.changes;
    const isOnly = change !== undefined && !others.length;
    if (!writes && isOnly) onlyChange = { field: change.field, to: change.to };
    if (!isOnly || change.field !== onlyChange?.field || change.to !== onlyChange.to) onlyChange = undefined;
    writes++;
    counts[row.write === 'add' ? 'adds' : 'updates']++;
    if (row.state === 'sending' || row.state === 'unknown') counts.unknown++;
    if (row.changes.some(({ to }) => isBlank(to))) counts.blank++;
    const lost = row.changes.filter(({ from }) => !isRevertible(from)).length;
    irreversible.fields += lost;
    if (lost) irreversible.customers++;
  }
  const { host } = new URL(connection.baseUrl);
  return confirm({ connection, host, ...counts, writes, irreversible, onlyChange });
}
