import type * as vscode from 'vscode';
import type { Connection } from '../../kapture/connection/connection.ts';
import type { Log } from '../shared/log.ts';
import type { Targets } from '../shared/targets.ts';
import type { StoredData } from '../shared/storedData.ts';
import { HistoryActions } from './historyActions.ts';
import { historyCommands, type HistoryCommands } from './historyCommands.ts';
import { HistoryDocuments } from './historyDocuments.ts';
import type { HistoryNode } from './historyNodes.ts';
import type { HistoryPorts } from './historyPorts.ts';
import { HistoryStorage } from './historyStorage.ts';
import type { HistoryFiles } from './historyThread.ts';
import { HistoryTree } from './historyTree.ts';
import { storedHistory } from './storedHistory.ts';

export { noteFound } from './noteFound.ts';

/** The part of the history that is loaded on first use. */
export interface OpenedHistory {
  readonly storage: HistoryStorage;
  readonly tree: HistoryTree;
  readonly documents: HistoryDocuments;
  readonly commands: HistoryCommands;
  readonly storedData: StoredData;
}

/** `shown` returns the connection to the tenant whose exchanges are shown, or undefined for all tenants. */
export function openHistory(
  files: HistoryFiles,
  targets: Targets,
  shown: () => Connection | undefined,
  view: vscode.TreeView<HistoryNode>,
  ports: HistoryPorts,
  log: Log,
): OpenedHistory {
  const storage = new HistoryStorage(files, log);
  const documents = new HistoryDocuments(storage);
  return {
    storage,
    documents,
    tree: new HistoryTree(storage, documents, targets, shown),
    commands: historyCommands(new HistoryActions(storage, documents, targets, ports, log), view),
    storedData: storedHistory(storage, ports),
  };
}
