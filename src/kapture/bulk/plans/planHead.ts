import type { Dialect } from '../../catalogue/dialect.ts';
import type { Identifier } from './rowInput.ts';

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
  /** How many of the columns are not imported. */
  readonly ignoredColumns?: number;
  /** The values for every row by field, as the mapping has them: with variables, which the rows do not have. */
  readonly constants?: Readonly<Record<string, string>>;
  /** The text of its mapping file, if it was made from a table that is not a file: no mapping is beside it then. */
  readonly mapping?: string;
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
  /** A running process, which can be this one, uses it: no other can change its rows. */
  readonly isInUse: boolean;
  /** The plan whose updates it reverts. */
  readonly revertOf?: number;
  readonly rows: number;
}

/** A new plan without rows. */
export type PlanStart = Pick<
  PlanHead,
  | 'title'
  | 'tenant'
  | 'connection'
  | 'identifier'
  | 'file'
  | 'columns'
  | 'ignoredColumns'
  | 'constants'
  | 'mapping'
  | 'dialect'
  | 'binding'
  | 'revertOf'
>;

/** The limits of the stored plans. */
export interface PlanLimits {
  readonly plans: number;
  /** Plans that were used last before this time, in epoch milliseconds, are deleted. */
  readonly before: number;
}

/** The plans of a tenant, or of all. */
export interface StoredPlansSize {
  readonly plans: number;
  /** Writes with an unknown outcome that a run can decide. */
  readonly unknown: number;
  /** Writes whose response names another customer, which no run can decide. */
  readonly otherCustomer: number;
}
