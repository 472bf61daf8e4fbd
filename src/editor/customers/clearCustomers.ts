import * as vscode from 'vscode';
import type { KeptCustomers } from '../../kapture/store/customerShapes.ts';
import { showError } from '../shared/questions/messages.ts';
import { withProgress } from '../shared/questions/progress.ts';
import { askClearCustomers, deletedText, showCancelledClear } from './askClearCustomers.ts';
import type { CustomerKeeper } from './customerKeeper.ts';
import type { CustomersParts } from './customersParts.ts';

/** Asks which pulled customers to delete, and deletes them. Running pulls of them are stopped. */
export async function clearCustomers(parts: CustomersParts): Promise<void> {
  const { keeper, model, pulls, records, tree, log } = parts;
  const { tenant: current, connection } = model;
  const [ofCurrent, ofAll] = await Promise.all([
    current === undefined ? undefined : storedCustomers(keeper, current),
    storedCustomers(keeper),
  ]);
  const scope = await askClearCustomers(connection, ofCurrent, ofAll);
  if (!scope) return;
  const tenant = scope === 'current' ? current : undefined;
  const total = (scope === 'current' ? ofCurrent : ofAll)?.customers;
  const isCancelled = await withProgress(vscode.l10n.t('Clearing customers'), async (signal, report) => {
    await pulls.stop(tenant);
    try {
      await keeper.clear(tenant, { signal, onDeleted: (customers) => report(deletedText(customers, total)) });
    } catch (error) {
      void showError(log, keeper.explain(error));
    }
    return signal.aborted;
  });
  if (isCancelled) showCancelledClear(await storedCustomers(keeper));
  tree.resetPages();
  records.clearFetched();
  await model.forget(tenant);
}

/** The stored customers of a tenant, or of all. Undefined if they cannot be counted; they can still be deleted. */
async function storedCustomers(keeper: CustomerKeeper, tenant?: string): Promise<KeptCustomers | undefined> {
  try {
    return await keeper.kept(tenant);
  } catch (error) {
    keeper.explain(error);
    return undefined;
  }
}
