import type { CompareLoader } from '../shared/comparePorts.ts';
import type { SendAgainPorts } from '../shared/sending/sendAgain.ts';
import * as vscode from 'vscode';
import type { Connection } from '../../kapture/connection/connection.ts';
import type { Log } from '../shared/log.ts';
import type { Targets } from '../shared/targets.ts';
import type { StoredData } from '../shared/storedData.ts';
import { HistoryActions, historyCommands, type HistoryCommands } from './historyActions.ts';
import { HistoryDocuments } from './historyDocuments.ts';
import { type HistoryNode, HistoryTree } from './historyTree.ts';
import { HistoryStorage, type HistoryFiles } from './historyStorage.ts';
import { numberText } from '../shared/texts/localTexts.ts';

export interface HistoryPorts extends SendAgainPorts {
  /** The baselines, which are deleted with the history because they are responses too. */
  readonly compare: CompareLoader;
}

/** The part of the history that is loaded on first use. */
export interface OpenedHistory {
  readonly storage: HistoryStorage;
  readonly tree: HistoryTree;
  readonly documents: HistoryDocuments;
  readonly commands: HistoryCommands;
  readonly storedData: StoredData;
}

/** `shown` returns the connection to the tenant whose exchanges are shown; undefined for all tenants. */
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

/** The history and the baselines, which are responses too, for *Delete Stored Data*. */
function storedHistory(storage: HistoryStorage, { compare }: Pick<HistoryPorts, 'compare'>): StoredData {
  const countBaselines = async (tenant?: string): Promise<number> => (await compare.open()).baselines.count(tenant);
  return {
    id: 'history',
    label: vscode.l10n.t('History and baselines'),
    amountOf: async (tenant) => {
      const entries = await storage.read(async (store) => {
        const [exchanges, runs] = await Promise.all([store.count(tenant), store.runs(tenant)]);
        return exchanges + runs.length;
      }, undefined);
      if (entries === undefined) throw new Error('The history could not be read.');
      const baselines = await countBaselines(tenant);
      const amounts = [
        entries && (entries === 1 ? vscode.l10n.t('1 entry') : vscode.l10n.t('{0} entries', numberText(entries))),
        baselines &&
          (baselines === 1 ? vscode.l10n.t('1 baseline') : vscode.l10n.t('{0} baselines', numberText(baselines))),
      ];
      return amounts.filter(Boolean).join(', ') || undefined;
    },
    delete: async (tenant) => {
      await storage.clear(tenant);
      await (await compare.open()).baselines.clear(tenant);
    },
  };
}
