import type { DateRange } from '../dates/calendar.ts';
import type { Connection } from '../connection/connection.ts';
import type { RecordFields } from '../pull/notedRecords.ts';

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

/** A customer as lists show it. */
export interface CustomerRow extends Omit<RecordFields, 'contacts' | 'contactPhone' | 'search'> {
  /** Undefined in a row of an older version, whose `phone` is that of the customer or of the contact. */
  readonly contactPhone: string | undefined;
  readonly contacts: number;
}

export const groupings = ['day', 'agent', 'source', 'city', 'status'] as const;
export type Grouping = (typeof groupings)[number];

/** What customers can be told apart by: all that they are grouped by, and what they may lack or share. */
export type Facet = Grouping | 'month' | 'phone' | 'email';

/** Customers with one value of a facet; an empty one is that of customers without it. */
export interface Selection {
  readonly by: Facet;
  readonly key: string;
}

export const sortings = [
  'newest',
  'oldest',
  'name',
  'nameDescending',
  'city',
  'cityDescending',
  'agent',
  'agentDescending',
] as const;
export type Sorting = (typeof sortings)[number];

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

/** Sorted the other way round, groups of what customers are sorted by are too. */
const turning: Partial<Record<Sorting, Grouping>> = { oldest: 'day', cityDescending: 'city', agentDescending: 'agent' };

/** How a list is grouped and sorted. */
export interface ListOrder {
  readonly by: Grouping;
  readonly sort: Sorting;
}

/** Whether a list has its groups the other way round. */
export function areGroupsTurned(by: Grouping, sort: Sorting): boolean {
  return turning[sort] === by;
}

/** How many customers are kept, each once however many pulls of its tenant have it, and what they take on disk. */
export interface KeptCustomers {
  readonly customers: number;
  readonly bytes: number;
}
