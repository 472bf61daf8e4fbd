import type { Dialect } from '../catalogue/dialect.ts';
import type { Problem } from '../problem/problem.ts';
import type { RecordFields } from '../update/editableFields.ts';
import type { FieldValues } from '../update/fieldValue.ts';
import type { FieldChange, PlanRow, RowKind, RowState } from './planRow.ts';
import type { Identifier, RowInput } from './rowInput.ts';

/** The file that a plan was made from. */
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

/** A plan without its rows. */
export interface PlanHead {
  readonly id: number;
  /** What it was made from, such as the name of the file. */
  readonly title: string;
  readonly tenant: string;
  /** The name of the connection at that time. */
  readonly connection: string;
  readonly identifier: Identifier;
  readonly file?: PlanFile;
  readonly columns?: readonly string[];
  /** The dialect of updates. */
  readonly dialect: Dialect;
  /** The operations and paths that it was made for, see `bindingOf`. */
  readonly binding: string;
  /** In epoch milliseconds. */
  readonly createdAt: number;
  /** Every row of the file is stored. */
  readonly isRead: boolean;
  /** No row is left to look up. A plan with rows whose lookup failed can be applied without them. */
  readonly isLookedUp: boolean;
  readonly status: PlanStatus;
  /** The plan whose updates it reverts. */
  readonly revertOf?: number;
  readonly rows: number;
}

export interface PlanCounts {
  readonly kinds: Readonly<Record<RowKind, number>>;
  /** The included rows of these kinds, which a run writes. */
  readonly included: Readonly<Record<'add' | 'update', number>>;
  /** The states of the included adds and updates. */
  readonly states: Readonly<Record<RowState, number>>;
  /** The updates that are done, and how many of them another plan has reverted. */
  readonly updated: number;
  readonly reverted: number;
  /** Another plan can revert an update: it is done, not reverted, and a previous value is known. */
  readonly canRevert: boolean;
  /** The updates that are done without their blank values, which Kapture ignored. */
  readonly partlyIgnored: number;
  /** The included updates that are not sent and replace the name of their customer. */
  readonly renames: number;
  /** What a plan that reverts another one leaves as it is. */
  readonly notReverted: NotReverted;
}

export interface NotReverted {
  /** Fields whose previous values are unknown, and the number of their customers. */
  readonly fields: number;
  readonly customers: number;
  /** Updates of the other plan whose outcome is unknown now. */
  readonly unknown: number;
}

/** Which rows of a plan; a row must meet all conditions. */
export interface RowQuery {
  readonly plan: number;
  readonly rows?: readonly number[];
  readonly kinds?: readonly RowKind[];
  readonly states?: readonly RowState[];
  readonly isIncluded?: boolean;
  /** Words, all of which the key, name, fields or reason of a row contains. */
  readonly search?: string;
}

export type RowSort = 'row' | 'kind' | 'key' | 'name' | 'state';

/** A part of the rows, in order. */
export interface RowPage extends RowQuery {
  /** By default the order of the file. */
  readonly sort?: RowSort;
  readonly descending?: boolean;
  readonly offset?: number;
  readonly limit: number;
}

/** A new plan without rows. */
export type PlanStart = Pick<
  PlanHead,
  'title' | 'tenant' | 'connection' | 'identifier' | 'file' | 'columns' | 'dialect' | 'binding' | 'revertOf'
>;

/** What looking up a row found. */
export interface RowDecision {
  readonly row: number;
  readonly kind: RowKind;
  readonly customerId?: string;
  readonly customerName?: string;
  readonly changes?: readonly FieldChange[];
  readonly reason?: Problem;
  readonly serverMessage?: string;
  /** The phone and email that the write of the row stores. Later rows with one of them are duplicates. */
  readonly phone?: string;
  readonly email?: string;
  readonly code?: string;
}

/** A write that was sent or is about to be. */
export interface JournalEntry {
  readonly id: number;
  readonly row: number;
  /** In epoch milliseconds. */
  readonly sentAt: number;
  /** When a response, or that there is none, was recorded; undefined if the process ended before that. */
  readonly answeredAt?: number;
  /** The values of the fields before the write, where they are known. */
  readonly before: FieldValues;
  /** The values that were sent; those that are stored once it is done, see {@link WriteEnd.ignored}. */
  readonly after: FieldValues;
  /**
   * - undefined: nothing was recorded after sending
   * - `refused`: the server did not process it, so it may be sent again
   * - `other-customer`: the response names another customer, which may have been changed. No record decides that.
   */
  readonly outcome?: JournalOutcome;
  readonly status?: number;
}

export type JournalOutcome = 'done' | 'failed' | 'unknown' | 'refused' | 'not-stored' | 'other-customer';

/** What is recorded before a write is sent. */
export interface WriteStart {
  readonly plan: number;
  readonly row: number;
  readonly before: FieldValues;
  readonly after: FieldValues;
}

/** What is recorded after it. */
export interface WriteEnd {
  readonly plan: number;
  readonly row: number;
  /** It was found out by reading the record, and not by the response. */
  readonly isResolved?: boolean;
  readonly outcome: JournalOutcome;
  readonly state: RowState;
  readonly customerId?: string | undefined;
  readonly status?: number | undefined;
  readonly reason?: Problem | undefined;
  /** Fields that were sent and did not change. The changes of the row, and its values before and after, lose them. */
  readonly ignored?: readonly string[] | undefined;
  readonly serverMessage?: string | undefined;
}

/** The process that plans or applies. */
export interface PlanOwner {
  /** Unique for each run. */
  readonly token: string;
  readonly pid: number;
  readonly host: string;
}

/** A row to add to a plan, as it was read or, for a plan without a file, with its decision. */
export interface RowToAdd {
  readonly input: RowInput;
  readonly decision?: Omit<RowDecision, 'row'>;
}

/** The limits of the stored plans. */
export interface PlanLimits {
  readonly plans: number;
  /** Plans that were used last before this time, in epoch milliseconds, are deleted. */
  readonly before: number;
}

/** The plans of a tenant, or of all. */
export interface StoredPlansSize {
  readonly plans: number;
  /** Writes whose outcome is unknown, and which a run could still find out. */
  readonly unknown: number;
}

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

/** A customer that was read. */
export interface ReadRecord {
  readonly id: string;
  readonly name: string;
  /** With the contact's phone and email if the record does not say what the customer's are, to compare values. */
  readonly fields: RecordFields;
  /** As the server sent them. Only these are written back. */
  readonly own: RecordFields;
  /** The whole record, unchanged. */
  readonly text: string;
}
