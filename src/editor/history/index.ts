import type { Connection } from '../../kapture/connection/connection.ts';
import type { Log } from '../shared/log.ts';
import type { Targets } from '../shared/ports.ts';
import { HistoryActions, type HistoryPorts } from './historyActions.ts';
import { HistoryDocuments } from './historyDocuments.ts';
import { HistoryKeeper, type HistoryFiles } from './historyKeeper.ts';
import { HistoryTree } from './historyTree.ts';

/** The part of the history that is loaded on first use. */
export interface OpenedHistory {
  readonly keeper: HistoryKeeper;
  readonly tree: HistoryTree;
  readonly documents: HistoryDocuments;
  readonly actions: HistoryActions;
}

/** `shown` returns the connection to the tenant whose exchanges are shown, or undefined for all tenants. */
export function openHistory(
  files: HistoryFiles,
  targets: Targets,
  shown: () => Connection | undefined,
  ports: HistoryPorts,
  log: Log,
): OpenedHistory {
  const keeper = new HistoryKeeper(files, log);
  const documents = new HistoryDocuments(keeper);
  return {
    keeper,
    documents,
    tree: new HistoryTree(keeper, documents, targets, shown),
    actions: new HistoryActions(keeper, documents, targets, ports, log),
  };
}
