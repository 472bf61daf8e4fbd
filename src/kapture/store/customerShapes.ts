import type { ListModule } from '../catalogue/operation.ts';
import type { DateRange } from '../dates/calendar.ts';
import type { Connection } from '../connection/connection.ts';
import {
  columnsOf,
  namesInOrder,
  recordColumns,
  type ColumnValues,
  type FacetColumn,
  type GroupColumn,
  type RecordColumns,
  type SortColumn,
} from '../records/recordColumns.ts';

/** The tenant to pull from, the name of the connection, and the time zone of dates. */
export type PullSource = Pick<Connection, 'tenant' | 'timeZone'> & { readonly connection: string };

/** What a pull is identified and read by. */
export type PullKey = Pick<StoredPull, 'id' | 'module' | 'timeZone'>;

export interface StoredPull {
  /** Unique and increasing. */
  readonly id: number;
  readonly module: ListModule;
  readonly tenant: string;
  /** The name of the connection at the time of the pull. */
  readonly connection: string;
  readonly timeZone: string;
  readonly range: DateRange;
  readonly startedAt: number;
  /** Undefined while the pull runs, or if its process ended before the pull did. */
  readonly endedAt: number | undefined;
  /** Id of the process that runs or ran the pull. */
  readonly process: number;
}

export interface StoredPeriod {
  readonly period: DateRange;
  /** Whether all of its records are stored. */
  readonly isDone: boolean;
  /** Number of received records, without those outside the period that are not stored. */
  readonly records: number;
  /** How many of these have no id, so they are not stored. */
  readonly withoutId: number;
  /** The failure that was passed to `endPeriod`; undefined for a period that has not ended. */
  readonly failure: unknown;
}

/** A record as lists show it. */
export interface CustomerRow extends ColumnValues {
  readonly contacts: number;
}

/** What records are grouped by: the day of their creation, or a column. */
export type Grouping = 'day' | GroupColumn;

/** What the records of a module can be grouped by. */
export function groupingsIn(module: ListModule): readonly Grouping[] {
  return groupingsOf(columnsOf(recordColumns, module)) as readonly Grouping[];
}

export function groupingsOf(columns: RecordColumns): string[] {
  return ['day', ...namesInOrder(columns, ({ facet }) => facet?.group)];
}

/** What records can be filtered by: all groupings, and columns that can be missing or shared. */
export type Facet = 'day' | 'month' | FacetColumn;

/** Records with one value of a facet; an empty key selects records without a value. */
export interface Selection {
  readonly by: Facet;
  readonly key: string;
}

/** The columns that records can be sorted by, in the order of the interface. */
export const sortColumns = sortColumnsOf(recordColumns) as readonly SortColumn[];

export function sortColumnsOf(columns: RecordColumns): string[] {
  return namesInOrder(columns, ({ sort }) => sort);
}

export type Sorting = 'newest' | 'oldest' | SortColumn | `${SortColumn}Descending`;
/** What the records of a module can be sorted by. */
export function sortingsIn(module: ListModule): readonly Sorting[] {
  return sortingsOf(sortColumnsOf(columnsOf(recordColumns, module)) as readonly SortColumn[]);
}

function sortingsOf(columns: readonly SortColumn[]): Sorting[] {
  return ['newest', 'oldest', ...columns.flatMap((name): Sorting[] => [name, descendingOf(name)])];
}

/** The name of the descending sorting by a column. */
export function descendingOf<Name extends string>(name: Name): `${Name}Descending` {
  return `${name}Descending`;
}

export interface Group {
  /** Empty for records without a value. */
  readonly key: string;
  readonly count: number;
}

export interface CustomerPage {
  readonly group?: Selection | undefined;
  /** Only records of this selection, in addition to the group. */
  readonly only?: Selection | undefined;
  /** Only records whose fields or contacts contain these words, ignoring case. */
  readonly filter?: string | undefined;
  readonly sort?: Sorting | undefined;
  readonly limit: number;
  readonly offset?: number | undefined;
}

/** Stores the records of one attempt to pull a period. */
export interface PeriodWriter {
  /** Stores the records in `bytes` at `spans` (start and end of each, in pairs), all or none of them. */
  append(bytes: Uint8Array, spans: readonly number[]): Appended;
  /** Ends the attempt. After a failure the period is missing, and the records of this and earlier attempts stay. */
  end(failure?: object, options?: { readonly dropRecords?: boolean }): void;
}

export interface PeriodOptions {
  /**
   * Records that were created outside the period are not stored. Those without a readable date are: they may have been
   * created within it.
   */
  readonly onlyWithin?: boolean;
}

export interface Appended {
  /** Number of records with an id. */
  readonly stored: number;
  /** Number of records that are not JSON. */
  readonly unreadable: number;
  /** Number of records without an id, which are not stored. */
  readonly withoutId: number;
  /** Number of records that were created outside the period, which are not stored; see {@link PeriodOptions}. */
  readonly outside: number;
}

/** How a list is grouped and sorted. */
export interface ListOrder {
  readonly by: Grouping;
  readonly sort: Sorting;
}

/** Whether the order of groups is reversed: if the list is sorted by its grouping in the opposite direction. */
export function areGroupsReversed(by: Grouping, sort: Sorting): boolean {
  return sort === (by === 'day' ? 'oldest' : descendingOf(by));
}

/** Number of stored records, each counted once per tenant and module, and their size on disk. */
export interface StoredSize {
  readonly records: number;
  readonly bytes: number;
}
