import type { Connection } from '../../kapture/connection/connection.ts';
import type { Log } from '../shared/log.ts';
import type { Targets } from '../shared/ports.ts';
import { HistoryActions, type HistoryPorts } from './historyActions.ts';
import { HistoryDocuments } from './historyDocuments.ts';
import { HistoryStorage, type HistoryFiles } from './historyStorage.ts';
import { HistoryTree } from './historyTree.ts';

/** The part of the history that is loaded on first use. */
export interface OpenedHistory {
  readonly storage: HistoryStorage;
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
  const storage = new HistoryStorage(files, log);
  const documents = new HistoryDocuments(storage);
  return {
    storage,
    documents,
    tree: new HistoryTree(storage, documents, targets, shown),
    actions: new HistoryActions(storage, documents, targets, ports, log),
  };
}
