import type { Log } from '../log.ts';
import { HistoryActions, type HistoryPorts } from './historyActions.ts';
import { HistoryDocuments } from './historyDocuments.ts';
import { HistoryKeeper } from './historyKeeper.ts';
import { HistoryTree } from './historyTree.ts';

/** The part of the history that is loaded on first use, for it brings the database. */
export interface OpenedHistory {
  readonly keeper: HistoryKeeper;
  readonly tree: HistoryTree;
  readonly documents: HistoryDocuments;
  readonly actions: HistoryActions;
}

/** `path` is that of the database, `connection` gives the one whose exchanges are shown. */
export function openHistory(
  path: string,
  connection: () => string | undefined,
  ports: HistoryPorts,
  log: Log,
): OpenedHistory {
  const keeper = new HistoryKeeper(path, log);
  const documents = new HistoryDocuments(keeper);
  return {
    keeper,
    documents,
    tree: new HistoryTree(keeper, documents, connection),
    actions: new HistoryActions(keeper, documents, ports),
  };
}
