import type { HistoryStore } from './historyStore.ts';

/** Where a history is. */
export interface HistoryPlace {
  /** Of its database; `:memory:` for one that ends with its thread. */
  readonly path: string;
  /** Of the customers' database, which earlier versions kept the history in. */
  readonly older?: string | undefined;
  /** The tenant that earlier exchanges with a sandbox belong to. */
  readonly sandbox?: string | undefined;
}

/** Why the history that an earlier version kept cannot be moved, in the system's words. */
export interface OlderFailure {
  readonly olderFailure?: string | undefined;
}

type Done = 'add' | 'restore' | 'list' | 'count' | 'tenants' | 'head' | 'get' | 'previous' | 'remove' | 'trim';

/** What the history's thread does, by name: the methods of {@link HistoryStore}. */
export interface HistoryCalls extends Pick<HistoryStore, Done> {
  /** Looks at what other windows did: whether there are other entries since this was asked last. Moves what a window with an earlier version kept. */
  look(): OlderFailure & { readonly isChanged: boolean };
  /** Deletes what there is of a tenant, or everything: also what was moved, and what was ever set aside. */
  clear(tenant?: string): OlderFailure;
}
