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

/** The calls of the history's thread that are methods of {@link HistoryStore}. */
export const historyMethods = [
  'add',
  'restore',
  'list',
  'count',
  'tenants',
  'head',
  'get',
  'previous',
  'remove',
  'trim',
] as const satisfies readonly (keyof HistoryStore)[];

/** Those that are methods of {@link UnansweredWrites}. */
export const writeMethods = [
  'begin',
  'beat',
  'end',
  'noteFound',
] as const satisfies readonly (keyof UnansweredWrites)[];

/** The calls of the history's thread: these methods, those of {@link HistoryRuns}, and others. */
export interface HistoryCalls
  extends Pick<HistoryStore, (typeof historyMethods)[number]>, Pick<UnansweredWrites, (typeof writeMethods)[number]> {
  readonly keepPlans: HistoryRuns['keepPlans'];
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
