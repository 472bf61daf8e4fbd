import type { Log } from '../log.ts';
import { HistoryActions, type HistoryPorts } from './historyActions.ts';
import { HistoryDocuments } from './historyDocuments.ts';
import { HistoryKeeper, type KeptHistory } from './historyKeeper.ts';
import { HistoryTree } from './historyTree.ts';

/** The part of the history that is loaded on first use. */
export interface OpenedHistory {
  readonly keeper: HistoryKeeper;
  readonly tree: HistoryTree;
  readonly documents: HistoryDocuments;
  readonly actions: HistoryActions;
}

/** `tenant` gives the one whose exchanges are shown. */
export function openHistory(
  place: KeptHistory,
  tenant: () => string | undefined,
  ports: HistoryPorts,
  log: Log,
): OpenedHistory {
  const keeper = new HistoryKeeper(place, log);
  const documents = new HistoryDocuments(keeper);
  return {
    keeper,
    documents,
    tree: new HistoryTree(keeper, documents, tenant),
    actions: new HistoryActions(keeper, documents, ports),
  };
}
