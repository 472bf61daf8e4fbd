import type { DateRange } from '../dates/calendar.ts';
import type {
  Appended,
  Grouping,
  PeriodOptions,
  RestoredPeriod,
  Selection,
  Sorting,
  StoredPull,
} from './customerShapes.ts';
import type { CustomerStore } from './customerStore.ts';
import type { FieldLearning } from './fieldLearning.ts';
import type { InsightQueries } from './insightQueries.ts';

/** The calls of the store's thread that are methods of {@link CustomerStore}. */
export const storeMethods = [
  'adoptPulls',
  'abandonPulls',
  'begin',
  'replacePeriods',
  'choose',
  'last',
  'pulls',
  'tenants',
  'periods',
  'bytesOf',
  'kept',
  'find',
  'discard',
  'sweepRows',
] as const satisfies readonly (keyof CustomerStore)[];

/** The methods of {@link CustomerStore} that the thread extends. */
type ExtendedMethod = 'end' | 'count' | 'groups' | 'page' | 'clear' | 'prune' | 'limit';

/** The calls that are methods of {@link FieldLearning}. */
export const fieldMethods = [
  'learnPull',
  'learnRecords',
  'learned',
] as const satisfies readonly (keyof FieldLearning)[];

/** The calls that are methods of {@link InsightQueries}. */
export const insightMethods = ['charts', 'gaps', 'rows'] as const satisfies readonly (keyof InsightQueries)[];

/** The calls of the store's thread: these methods, and others. They identify a period by its number. */
export interface StoreCalls
  extends
    Pick<CustomerStore, (typeof storeMethods)[number] | ExtendedMethod>,
    Pick<FieldLearning, (typeof fieldMethods)[number]>,
    Pick<InsightQueries, (typeof insightMethods)[number]> {
  /** Forgets the fields of a tenant. */
  forgetFields(tenant: string): void;
  /** Prepares for a filter that is about to be typed. Only affects speed. */
  prepareFilter(pull: number, by: Grouping, sort: Sorting, only?: Selection): void;
  releaseFilter(): void;
  /**
   * Deletes some rows of removed pulls, which the thread also does automatically. Returns whether there may be more.
   */
  sweep(): boolean;
  record(pull: number, id: string): Uint8Array | undefined;
  /** The record as it was pulled, see `StoredCustomers.pulledRecord`. */
  pulledRecord(pull: number, id: string): Uint8Array | undefined;
  bytesOnDisk(): number;
  /** Inserts records or replaces those with the same ids. Records that cannot be read are skipped. */
  put(pull: Pick<StoredPull, 'id' | 'timeZone'>, texts: readonly string[]): void;
  openPeriod(pull: Pick<StoredPull, 'id' | 'timeZone'>, period: DateRange, options?: PeriodOptions): number;
  /** Shared memory is not copied, so it must not change until the call is complete. */
  append(period: number, bytes: Uint8Array, spans: readonly number[], notes?: Int32Array): Appended;
  endPeriod(period: number, failure?: object, options?: { readonly dropRecords?: boolean }): readonly RestoredPeriod[];
}

export interface StoreRequest {
  readonly number: number;
  /** The name of a call; every store supports `close`. */
  readonly call: string;
  readonly args: readonly unknown[];
}

export interface StoreResponse {
  readonly number: number;
  readonly result?: unknown;
  /** A reason of a `StoreError`, or `unexpected`. */
  readonly error?: { readonly reason: string; readonly message: string };
}

/** Reports that a database could not be used, was set aside, and was replaced with a new one. */
export interface SetAsideNotice {
  readonly setAside: string;
  /** Whether all data that must not be lost was copied to the new database. */
  readonly isWhole: boolean;
}

/** The asynchronous calls of a store in another thread. */
export type Async<Calls> = {
  readonly [Call in keyof Calls]: Calls[Call] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Result>
    : never;
} & {
  /** Aborted when the thread has ended, with the `StoreError` that calls fail with. */
  readonly ended: AbortSignal;
};

/** The store of customers in another thread. */
export type AsyncStore = Async<StoreCalls>;
