import * as vscode from 'vscode';
import { numberText } from '../shared/texts/localTexts.ts';
import type { StoredData } from '../shared/storedData.ts';
import type { HistoryPorts } from './historyPorts.ts';
import type { HistoryStorage } from './historyStorage.ts';

/** The history and the baselines, which are responses too, for *Delete Stored Data*. */
export function storedHistory(storage: HistoryStorage, { compare }: Pick<HistoryPorts, 'compare'>): StoredData {
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
    delete: async (tenant, progress) => {
      await storage.clear(tenant, progress);
      if (!progress.signal.aborted) await (await compare.open()).baselines.clear(tenant);
    },
  };
}
