import type { Problem } from '../problem/problem.ts';
import type { PlanRow, RowState } from './planRow.ts';
import type { JournalEntry, WriteEnd, WriteStart } from './journalEntry.ts';
import type { PlanCounts } from './planCounts.ts';
import type { PlanHead, PlanLimits, PlanStart, PlanStatus, StoredPlansSize } from './planHead.ts';
import type { PlanOwner } from './planOwner.ts';
import type { RowDecision, RowToAdd } from './rowDecision.ts';
import type { RowPage, RowQuery } from './rowQuery.ts';
import type { RowInput } from './rowInput.ts';

/** The calls of the store. Plain data, so that another thread can serve them. */
export interface BulkCalls {
  /** Newest first; of all tenants by default. */
  plans(tenant?: string): PlanHead[];
  plan(id: number): PlanHead | undefined;
  rows(page: RowPage): PlanRow[];
  /** The number of rows that match. */
  count(query: RowQuery): number;
  row(plan: number, row: number): PlanRow | undefined;
  counts(plan: number): PlanCounts;
  /** Whether a row has a reason, a repair, a problem or a message of the server. */
  hasDetails(plan: number): boolean;
  /**
   * Includes or excludes rows that are not sent. Returns how many changed. Throws `busy` while a process applies the
   * plan.
   */
  include(query: RowQuery, isIncluded: boolean): number;
  /** Throws `busy` while a process uses the plan. */
  remove(plan: number): void;
  /** Deletes the plans of a tenant, or of all, except those in use. */
  removeTenant(tenant?: string): void;
  /** How much {@link removeTenant} would delete. */
  stored(tenant?: string): StoredPlansSize;
  /** Deletes the plans above limits, except those in use. */
  prune(limits: PlanLimits): void;

  /** Creates a plan that the owner uses. */
  create(start: PlanStart, owner: PlanOwner): number;
  /** Makes a process the owner of a plan. Throws `busy` if another one is. */
  acquire(plan: number, owner: PlanOwner): void;
  /** Says that the owner is alive. Throws `lost` if it is no longer the owner. */
  beat(plan: number, token: string): void;
  release(plan: number, token: string): void;
  addRows(plan: number, token: string, rows: readonly RowToAdd[]): void;
  /** Marks the rows of the file as complete, and finds duplicates by key. */
  endRows(plan: number, token: string): void;
  /** The rows that match, after a row of the file and in its order: a way through all of them in pages. */
  rowsAfter(query: RowQuery, after: number, limit: number): PlanRow[];
  decide(plan: number, token: string, decisions: readonly RowDecision[]): void;
  /** Marks all rows as looked up, and finds duplicates by customer, phone, email and code. */
  endLookUp(plan: number, token: string): void;
  setStatus(plan: number, token: string, status: PlanStatus): void;
  /** The next included row to send after a row. */
  nextToSend(plan: number, after: number): PlanRow | undefined;
  /** The rows that a run can write, in pages. */
  agreed(plan: number, after: number, limit: number): PlanRow[];
  /** The rows whose write has an unknown outcome, including those that were being sent when their process ended. */
  unknown(plan: number): number[];
  /** Records that a write is about to be sent; on disk when it returns. */
  beginWrite(start: WriteStart, token: string): void;
  /** Records the outcome of the last write of a row. */
  endWrite(end: WriteEnd, token: string): void;
  /** Records why a row was not sent. */
  notSent(plan: number, token: string, row: number, state: RowState, reason: Problem, serverMessage?: string): void;
  /** The writes of a row, oldest first. */
  journal(plan: number, row: number): JournalEntry[];
  /** The done updates that other plans have reverted, by row. */
  reverted(plan: number): number[];
  /** When the last write of a plan was sent, in epoch milliseconds; undefined if none was. */
  lastSentAt(plan: number): number | undefined;
  /** The done updates, with the values before and after, in pages. */
  written(plan: number, after: number, limit: number): (PlanRow & Pick<JournalEntry, 'before' | 'after'>)[];
  /** The cells of a row in the file. */
  cells(plan: number, rows: readonly number[]): (RowInput['cells'] | undefined)[];
}

/** A store in this thread, or one whose calls another thread serves. */
export type BulkStoreCalls = {
  readonly [Call in keyof BulkCalls]: (
    ...args: Parameters<BulkCalls[Call]>
  ) => ReturnType<BulkCalls[Call]> | Promise<ReturnType<BulkCalls[Call]>>;
};
