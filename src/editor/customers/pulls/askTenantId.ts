import * as vscode from 'vscode';
import type { Fields } from '../../../kapture/catalogue/fieldText.ts';
import { readConnection, type Connection } from '../../../kapture/connection/connection.ts';
import { tenantIdOf } from '../../../kapture/connection/tenantId.ts';
import { firstObject } from '../../../kapture/json/firstObject.ts';
import { readLoose } from '../../../kapture/json/looseJson.ts';
import type { AsyncStore } from '../../../kapture/store/storeWorker.ts';
import { showWarning } from '../../shared/questions/messages.ts';
import { setting, updateSetting } from '../../shared/settings.ts';

/**
 * Asks for the tenant's ID, which a stored customer may tell, and adds it to the connection's settings. Returns whether
 * it was added: not if the user cancels, or if the connection no longer leads to the tenant.
 */
export async function askTenantId(
  { name, tenant }: Pick<Connection, 'name' | 'tenant'>,
  openStore: () => Promise<Pick<AsyncStore, 'pulls' | 'page' | 'record'>>,
): Promise<boolean> {
  const known = await tenantIdOfCustomers(await openStore(), tenant);
  const cmId = await vscode.window.showInputBox({
    title: vscode.l10n.t('Tenant ID of {0}', name),
    prompt: known
      ? vscode.l10n.t('This is the cmId of a customer that was pulled earlier.')
      : vscode.l10n.t('The cmId in the record of any of its customers. To see one, send a Get Customer request.'),
    ignoreFocusOut: true,
    ...(known !== undefined && { value: known }),
    validateInput: (text) => (tenantIdOf(text) === undefined ? vscode.l10n.t('A tenant ID is a number.') : undefined),
  });
  if (cmId === undefined) return false;
  const entries = setting('connections');
  const isSame = (entry: unknown): boolean => {
    const { connection } = readConnection(entry);
    return connection?.name === name && connection.tenant === tenant;
  };
  // The input box may have been open for a long time.
  if (!entries.some(isSame)) {
    void showWarning(vscode.l10n.t('Nothing was changed: {0} no longer exists, or its base URL changed.', name));
    return false;
  }
  await updateSetting(
    'connections',
    entries.map((entry) => (isSame(entry) ? { ...(entry as Fields), cmId: cmId.trim() } : entry)),
  );
  return true;
}

/** The tenant's ID in one of its stored customers. */
async function tenantIdOfCustomers(
  store: Pick<AsyncStore, 'pulls' | 'page' | 'record'>,
  tenant: string,
): Promise<string | undefined> {
  for (const { id: pull } of await store.pulls(tenant)) {
    const [customer] = await store.page(pull, { limit: 1 });
    const record = customer && (await store.record(pull, customer.id));
    const { value } = readLoose(record ? Buffer.from(record).toString() : '');
    const cmId = tenantIdOf(firstObject(value)?.['cmId']);
    if (cmId !== undefined) return cmId;
  }
  return undefined;
}
