import type { HistoryRuns } from './historyRuns.ts';
import type { HistoryStore } from './historyStore.ts';
import type { UnansweredWrites } from './unansweredWrites.ts';

/** The location of a history. */
export interface HistoryLocation {
  /** Path of its database; `:memory:` for one that ends with its thread. */
  readonly path: string;
  /** Path of the customers' database, in which version 0.1 stored the history. */
  readonly older?: string | undefined;
  /** The tenant of earlier exchanges with a sandbox. */
  readonly sandbox?: string | undefined;
}

/** The system's message if the history of an earlier version could not be moved. */
export interface OlderFailure {
  readonly olderFailure?: string | undefined;
}

type StoreMethod = 'add' | 'restore' | 'list' | 'count' | 'tenants' | 'head' | 'get' | 'previous' | 'remove' | 'trim';

/**
 * The calls of the history's thread: methods of {@link HistoryStore}, {@link UnansweredWrites} and {@link HistoryRuns},
 * and others.
 */
export interface HistoryCalls
  extends
    Pick<HistoryStore, StoreMethod>,
    Pick<UnansweredWrites, 'begin' | 'beat' | 'end' | 'noteFound'>,
    Pick<HistoryRuns, 'keepPlans'> {
  readonly putRun: HistoryRuns['put'];
  readonly runs: HistoryRuns['list'];
  /**
   * Checks whether other windows changed the entries since the last call, or ended during a write, and whether any
   * window is sending one. `own` are the writes of the caller that are in progress. Moves entries of a window with an
   * earlier version.
   */
  look(own?: readonly number[]): OlderFailure & { readonly isChanged: boolean; readonly isSending: boolean };
  /** Deletes the entries of a tenant, or all entries including databases that were set aside. */
  clear(tenant?: string): OlderFailure;
}
