import type { StoredRun } from '../../kapture/store/historyRuns.ts';
import type { HistoryEntry } from '../../kapture/store/historyEntry.ts';
import type { HistoryEntryRequest } from '../shared/requestBodies.ts';

export interface ExchangeNode extends HistoryEntryRequest {
  readonly kind: 'exchange';
  readonly entry: HistoryEntry;
}

/** A run of a plan, which is one row whatever it wrote. */
export interface RunNode {
  readonly kind: 'run';
  readonly entry: StoredRun;
  readonly connection: string;
}

/** The Show More row. `left` is the number of exchanges that are not shown. */
export interface MoreNode {
  readonly kind: 'more';
  readonly left: number;
}

export type HistoryNode = ExchangeNode | RunNode | MoreNode;
