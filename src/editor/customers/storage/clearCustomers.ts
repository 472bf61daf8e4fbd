import * as vscode from 'vscode';
import type { StoredSize } from '../../../kapture/store/customerShapes.ts';
import { showError } from '../../shared/questions/messages.ts';
import { withProgress } from '../../shared/questions/progress.ts';
import { askClearCustomers, deletedText, showCanceledClear } from './askClearCustomers.ts';
import type { CustomerStorage } from './customerStorage.ts';
import type { CustomersServices } from '../customersServices.ts';

/**
 * Asks which pulled customers to delete, and deletes them. Running pulls of them are stopped. Plans of bulk changes are
 * offered in a separate question.
 */
export async function clearCustomers(services: CustomersServices): Promise<void> {
  const { storage, model, pulls, records, tree, log, ports } = services;
  const { tenant: current, connection } = model;
  const [ofCurrent, ofAll] = await Promise.all([
    current === undefined ? undefined : storedCustomers(storage, current),
    storedCustomers(storage),
  ]);
  const plans = await ports.plans();
  const hasPlans = current !== undefined && (await plans.countPlans(current)) > 0;
  const scope = await askClearCustomers(connection, { current: ofCurrent, all: ofAll, hasPlans });
  if (!scope) return;
  const tenant = scope === 'current' ? current : undefined;
  if (!(await plans.offerToDeletePlans(tenant))) return;
  const total = (scope === 'current' ? ofCurrent : ofAll)?.customers;
  const isCanceled = await withProgress(vscode.l10n.t('Clearing customers'), async (signal, report) => {
    await pulls.stop(tenant);
    try {
      await storage.clear(tenant, { signal, onDeleted: (customers) => report(deletedText(customers, total)) });
    } catch (error) {
      void showError(log, storage.explain(error));
    }
    return signal.aborted;
  });
  if (isCanceled) showCanceledClear(await storedCustomers(storage));
  tree.resetPages();
  records.clearFetched();
  await model.forget(tenant);
}

/** The stored customers of a tenant, or of all. Undefined if they cannot be counted; they can still be deleted. */
async function storedCustomers(storage: CustomerStorage, tenant?: string): Promise<StoredSize | undefined> {
  try {
    return await storage.kept(tenant);
  } catch (error) {
    storage.explain(error);
    return undefined;
  }
}
