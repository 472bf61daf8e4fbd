import type { DateRange } from '../dates/calendar.ts';
import type { Appended, Grouping, Selection, Sorting, StoredPull } from './customerShapes.ts';
import type { CustomerStore } from './customerStore.ts';
import type { InsightQueries } from './insightQueries.ts';

type Read = 'last' | 'pulls' | 'tenants' | 'windows' | 'bytesOf' | 'kept' | 'count' | 'groups' | 'page' | 'find';
type Change =
  | 'adoptPulls'
  | 'abandonPulls'
  | 'begin'
  | 'end'
  | 'keep'
  | 'replaceWindows'
  | 'clear'
  | 'discard'
  | 'sweepRows'
  | 'prune'
  | 'limit';

/** What the store's thread does, by name: the methods of {@link CustomerStore}, with windows by number, and of {@link InsightQueries}. */
export interface StoreCalls
  extends Pick<CustomerStore, Read | Change>, Pick<InsightQueries, 'charts' | 'gaps' | 'rows'> {
  /** Gets ready for a filter that is about to be typed; what is asked by it stays the same. */
  prepareFilter(pull: number, by: Grouping, sort: Sorting, only?: Selection): void;
  releaseFilter(): void;
  /** What the thread does by itself, for whoever is about to end it: whether there may be more. */
  sweep(): boolean;
  record(pull: number, id: string): Uint8Array | undefined;
  bytesOnDisk(): number;
  /** Puts records, one after the other, in the places of those with their ids; what cannot be read is left out. */
  put(pull: Pick<StoredPull, 'id' | 'timeZone'>, texts: readonly string[]): void;
  openWindow(pull: Pick<StoredPull, 'id' | 'timeZone'>, window: DateRange): number;
  /** What lies in shared memory is not copied: it must stay as it is until this is answered. */
  append(window: number, bytes: Uint8Array, spans: readonly number[], notes?: Int32Array): Appended;
  endWindow(window: number, failure?: object, options?: { readonly dropRecords?: boolean }): void;
}

export interface StoreRequest {
  readonly number: number;
  /** The name of a call; `close` is everybody's. */
  readonly call: string;
  readonly args: readonly unknown[];
}

export interface StoreResponse {
  readonly number: number;
  readonly result?: unknown;
  /** A reason of a `StoreError`, or `mistake`. */
  readonly error?: { readonly reason: string; readonly message: string };
}

/** A database could not be used: this is where its file is now. A new one takes its place. */
export interface SetAsideNotice {
  readonly setAside: string;
  /** Whether the new one has all that it is to have of it. */
  readonly isWhole: boolean;
}

/** The calls of a store from another thread. */
export type Async<Calls> = {
  readonly [Call in keyof Calls]: Calls[Call] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Result>
    : never;
} & {
  /** Aborted once the thread takes no calls any more, with the `StoreError` that they fail with. */
  readonly ended: AbortSignal;
};

/** The store of customers from another thread. */
export type AsyncStore = Async<StoreCalls>;
