import * as vscode from 'vscode';
import { megabytesText, numberText } from '../../shared/texts/localTexts.ts';
import type { StoredData } from '../../shared/storedData.ts';
import type { CustomersServices } from '../customersServices.ts';

/** The pulled customers, which *Delete Stored Data* deletes together with the fields that were learned from them. */
export function storedCustomers({ storage, model, pulls, records, tree }: CustomersServices): StoredData {
  return {
    id: 'customers',
    label: vscode.l10n.t('Pulled customers and learned fields'),
    amountOf: async (tenant) => {
      const { customers, bytes } = await storage.kept(tenant);
      if (!customers && !bytes) return undefined;
      const size = megabytesText(bytes);
      return customers === 1
        ? vscode.l10n.t('1 customer, {0}', size)
        : vscode.l10n.t('{0} customers, {1}', numberText(customers), size);
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
