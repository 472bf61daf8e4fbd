import type { DateRange } from '../dates/calendar.ts';
import type { Connection } from '../connection/connection.ts';
import {
  namesInOrder,
  recordColumns,
  type FacetColumn,
  type GroupColumn,
  type RecordColumns,
  type SortColumn,
  type StoredValues,
} from '../records/recordColumns.ts';

/** Whose customers are pulled, through which connection, and the zone of their dates. */
export type PullSource = Pick<Connection, 'tenant' | 'timeZone'> & { readonly connection: string };

/** A range that was pulled from a tenant, or is being. */
export interface StoredPull {
  /** Grows; no two are alike. */
  readonly id: number;
  readonly tenant: string;
  /** The name that the connection had. */
  readonly connection: string;
  readonly timeZone: string;
  readonly range: DateRange;
  readonly startedAt: number;
  /** Undefined while it runs, and for one that ended with its process. */
  readonly endedAt: number | undefined;
  /** When its process last said that it runs; undefined for one that was just begun. */
  readonly touchedAt?: number | undefined;
  /** The process that pulls or pulled; undefined for one that was just begun. */
  readonly process?: number | undefined;
}

/** A pull that nobody has written to for so long was left by its process. */
export const abandonedMs = 120_000;

export interface StoredWindow {
  readonly window: DateRange;
  /** All of its customers are there. */
  readonly isDone: boolean;
  /** How many records it has brought. */
  readonly records: number;
  /** What went wrong, as it was given to `endWindow`; undefined for a window that was not asked for to its end. */
  readonly failure: unknown;
}

/** A customer as lists show it. What later columns have is unknown in a row of an older version. */
export interface CustomerRow extends StoredValues {
  readonly contacts: number;
}

/** What customers are grouped by: by the day of their creation, or by a column. */
export type Grouping = 'day' | GroupColumn;
export const groupings = groupingsOf(recordColumns) as readonly Grouping[];

export function groupingsOf(columns: RecordColumns): string[] {
  return ['day', ...namesInOrder(columns, ({ facet }) => facet?.group)];
}

/** What customers can be told apart by: all that they are grouped by, and what they may lack or share. */
export type Facet = 'day' | 'month' | FacetColumn;

/** Customers with one value of a facet; an empty one is that of customers without it. */
export interface Selection {
  readonly by: Facet;
  readonly key: string;
}

/** The columns that customers are sorted by, in the order of their places. */
export const sortColumns = sortColumnsOf(recordColumns) as readonly SortColumn[];

export function sortColumnsOf(columns: RecordColumns): string[] {
  return namesInOrder(columns, ({ sort }) => sort);
}

export type Sorting = 'newest' | 'oldest' | SortColumn | `${SortColumn}Descending`;
export const sortings: readonly Sorting[] = [
  'newest',
  'oldest',
  ...sortColumns.flatMap((name): Sorting[] => [name, descendingOf(name)]),
];

/** The sorting by a column from Z to A. */
export function descendingOf<Name extends string>(name: Name): `${Name}Descending` {
  return `${name}Descending`;
}

export interface Group {
  /** Empty for customers without one. */
  readonly key: string;
  readonly count: number;
}

export interface CustomerPage {
  readonly group?: Selection | undefined;
  /** Only those, of the group too. */
  readonly only?: Selection | undefined;
  /** Only whose fields or contacts hold this text, in whatever case. */
  readonly filter?: string | undefined;
  readonly sort?: Sorting | undefined;
  readonly limit: number;
  readonly offset?: number | undefined;
}

/** One try to get a window, to which its records are given. */
export interface WindowWriter {
  /**
   * Stores records that stand in `bytes` by their `spans` (start and end of each, in pairs). All or none of them.
   * `notes` is what `scanRecord` noted of them.
   */
  append(bytes: Uint8Array, spans: readonly number[], notes?: Int32Array): Appended;
  /** With a failure the window is marked as missing, and what came of it and of earlier tries stays. */
  end(failure?: object, options?: { readonly dropRecords?: boolean }): void;
}

export interface Appended {
  /** Records that have an id, and so are customers. */
  readonly stored: number;
  /** Records that are no JSON. */
  readonly unreadable: number;
  /** Records that nobody could be found by again, which are not stored. */
  readonly withoutId: number;
}

/** How a list is grouped and sorted. */
export interface ListOrder {
  readonly by: Grouping;
  readonly sort: Sorting;
}

/** Whether a list has its groups the other way round: those of what it is sorted by, if that is the other way round. */
export function areGroupsTurned(by: Grouping, sort: Sorting): boolean {
  return sort === (by === 'day' ? 'oldest' : descendingOf(by));
}

/** How many customers are kept, each once however many pulls of its tenant have it, and what they take on disk. */
export interface KeptCustomers {
  readonly customers: number;
  readonly bytes: number;
}
