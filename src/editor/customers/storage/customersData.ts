import * as vscode from 'vscode';
import { megabytesText, numberText } from '../../shared/texts/localTexts.ts';
import type { StoredData } from '../../shared/storedData.ts';
import type { CustomersServices } from '../customersServices.ts';

/** Pulled customers and tickets. *Delete Stored Data* deletes them with the fields that were learned from them. */
export function storedCustomers({ storage, model, pulls, records, tree }: CustomersServices): StoredData {
  return {
    id: 'customers',
    label: vscode.l10n.t('Pulled records and learned fields'),
    amountOf: async (tenant) => {
      const { records, bytes } = await storage.kept(tenant);
      if (!records && !bytes) return undefined;
      const size = megabytesText(bytes);
      return records === 1
        ? vscode.l10n.t('1 record, {0}', size)
        : vscode.l10n.t('{0} records, {1}', numberText(records), size);
    },
    delete: async (tenant) => {
      await pulls.stop(tenant);
      try {
        await storage.clear(tenant);
      } catch (error) {
        throw new Error(storage.explain(error), { cause: error });
      } finally {
        tree.resetPages();
        records.clearFetched();
        await model.refresh();
      }
    },
  };
}
