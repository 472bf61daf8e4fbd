import type { Dialect } from '../../catalogue/dialect.ts';
import { inEnglish, problem, type Problem } from '../../problem/problem.ts';
import type { Identifier } from './identifiers.ts';
import { sentStates, type RowState } from './planRow.ts';

export interface PlanFile {
  readonly path: string;
  readonly sha256: string;
}

/**
 * - `planning`: rows are read or looked up
 * - `ready`: nothing was sent
 * - `applying`: a process is sending
 * - `stopped`: some rows were sent
 * - `finished`: nothing is left to send
 */
export type PlanStatus = 'planning' | 'ready' | 'applying' | 'stopped' | 'finished';

export interface PlanStart {
  /** What it was created from, such as the name of the file. */
  readonly title: string;
  readonly tenant: string;
  /** The name of the connection at that time. */
  readonly connection: string;
  readonly identifier: Identifier;
  readonly file?: PlanFile;
  readonly columns?: readonly string[];
  /** How many of the columns are not imported. */
  readonly ignoredColumns?: number;
  /**
   * The text of the mapping file. The editor stores it only for a table that is not a file; otherwise the mapping file
   * is beside the table.
   */
  readonly mapping?: string;
  /** The dialect of updates. */
  readonly dialect: Dialect;
  /** The operations and paths that it was created for, see `bindingOf`. */
  readonly binding: string;
  /** The plan whose updates it reverts. */
  readonly revertOf?: number;
}

export interface PlanHead extends PlanStart {
  readonly id: number;
  /** In epoch milliseconds. */
  readonly createdAt: number;
  /** Every row of the file is stored. */
  readonly isRead: boolean;
  readonly status: PlanStatus;
  /** A running process, which can be this one, uses it: no other can change its rows. */
  readonly isInUse: boolean;
  readonly rows: number;
}

export interface PlanCounts {
  readonly rows: Readonly<Record<RowState, number>>;
  /** The number of unsent updates that omit masked fields. */
  readonly omitting: number;
  /** The number of unsent updates that replace the name of their customer. */
  readonly renames: number;
  /** The number of the first row that `renames` counts. */
  readonly firstRename?: number | undefined;
  /** The number of updates that are done, and of those that a plan has reverted. */
  readonly updated: number;
  readonly reverted: number;
  /** Another plan can revert an update: it is done, a previous value is known, and no plan has written it back. */
  readonly canRevert: boolean;
  /** What a plan that reverts another one leaves as it is. */
  readonly notReverted: NotReverted;
}

export interface NotReverted {
  /** Fields whose previous values are unknown, and the number of their customers. */
  readonly fields: number;
  readonly customers: number;
  /** Updates of the other plan whose outcome is unknown now, and which a run of it can decide. */
  readonly unknown: number;
  /** Updates of the other plan whose response names a different customer, which no run can decide. */
  readonly otherCustomer: number;
}

type Counts = Pick<PlanCounts, 'rows'>;

export function unsentWrites({ rows }: Counts): number {
  return rows.add + rows.update;
}

/** The number of writes that were sent, or that a run has found must not be sent. */
export function sentWrites({ rows }: Counts): number {
  return sentStates.reduce((sum, state) => sum + rows[state], 0);
}

/** The number of rows with an unknown result that a run would read. */
export function undecidedRows({ rows }: Counts): number {
  return rows.sending + rows.unknown;
}

/** The number of rows that a run would send or read. */
export function openRows(counts: Counts): number {
  return unsentWrites(counts) + undecidedRows(counts);
}

export function doneRows({ rows }: Counts): number {
  return rows.done + rows['partly-done'];
}

/** The size of the plans of a tenant, or of all tenants. */
export interface StoredPlansSize {
  readonly plans: number;
  /** Writes with an unknown outcome that a run can decide. */
  readonly unknown: number;
  /** Writes whose response names a different customer, which no run can decide. */
  readonly otherCustomer: number;
}

/**
 * Why a plan or a run stopped.
 * - `canceled`: the signal was aborted
 * - `busy`: another process uses the plan
 * - `lost`: another process resumed the plan, because this one was suspended
 * - `other-tenant`, `other-dialect`: the connection is not the one that the plan was created for
 * - `not-ready`: rows of the file are missing, or planning was interrupted
 * - `gone`: the plan was deleted
 * - `unauthorized`: the server refuses the key
 * - `failing`: the server failed for too many rows in a row, or asks for a long wait
 * - `changed`: the caller stopped a run, see `ApplyOptions.reasonToStop`
 * - `identifier`: customers cannot be looked up by it
 */
export type PlanErrorReason =
  | 'canceled'
  | 'busy'
  | 'lost'
  | 'other-tenant'
  | 'other-dialect'
  | 'not-ready'
  | 'gone'
  | 'unauthorized'
  | 'failing'
  | 'changed'
  | 'identifier';

/** Thrown if a plan cannot be made or applied as a whole. A problem of one row is in the row instead. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  readonly reason: PlanErrorReason;
  readonly problem: Problem;
  readonly plan: number | undefined;

  constructor(reason: PlanErrorReason, problem: Problem, plan?: number, cause?: unknown) {
    super(inEnglish(problem), { cause });
    this.reason = reason;
    this.problem = problem;
    this.plan = plan;
  }

  static gone(plan: number): PlanError {
    return new PlanError('gone', problem('This plan was deleted.'), plan);
  }

  static is(error: unknown, reason?: PlanErrorReason): error is PlanError {
    return (
      error instanceof Error &&
      error.name === 'PlanError' &&
      (reason === undefined || (error as PlanError).reason === reason)
    );
  }
}
