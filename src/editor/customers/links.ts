import * as vscode from 'vscode';
import { confirmAction } from '../shared/dialogs/confirmAction.ts';
import { showWarning } from '../shared/dialogs/messages.ts';
import { runCommand } from '../shared/commands.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import type { Targets } from '../shared/targets.ts';
import { oneLine } from '../shared/texts/plainText.ts';

/** What a link opens: a customer or a ticket of a tenant, by its ID. */
export interface LinkTarget {
  readonly tenant: string;
  readonly object: 'customer' | 'ticket';
  readonly id: string;
}

const extensionId = 'kapture-devtools.kapture-crm';

/** A link that opens an object in VS Code, also for colleagues with a connection to the tenant. It has no names. */
export function linkTo({ tenant, object, id }: LinkTarget): string {
  const query = new URLSearchParams({ tenant, [object]: id });
  return `${vscode.env.uriScheme}://${extensionId}/open?${query.toString()}`;
}

/** What a link opens; undefined for any other link. Links can come from anywhere. */
export function readLink({ path, query }: Pick<vscode.Uri, 'path' | 'query'>): LinkTarget | undefined {
  const parameters = [...new URLSearchParams(query)];
  const [[first, tenant] = [], [object, id = ''] = [], ...others] = parameters;
  const isObject = object === 'customer' || object === 'ticket';
  if (path !== '/open' || first !== 'tenant' || !tenant || !isObject || others.length) return undefined;
  return /^\d{1,20}$/.test(id) ? { tenant, object, id } : undefined;
}

/**
 * Opens the object of a link after a confirmation that names it and its host, with one read. Nothing is sent to a
 * tenant that no connection points to.
 */
export async function openLinkedObject(
  uri: vscode.Uri,
  targets: Pick<Targets, 'connectionOf' | 'activeName'>,
): Promise<void> {
  const target = readLink(uri);
  if (!target) {
    void showWarning(vscode.l10n.t('This link does not name a customer or a ticket.'));
    return;
  }
  const { tenant, object, id } = target;
  const connection = targets.connectionOf(tenant, targets.activeName);
  if (!connection) {
    void showWarning(vscode.l10n.t('Nothing was sent: no connection points to the tenant of this link.'));
    return;
  }
  const host = connection.baseUrl ? new URL(connection.baseUrl).host : connection.name;
  const isOpened = await confirmAction(
    object === 'customer'
      ? vscode.l10n.t('Open customer {0} of {1}?', id, host)
      : vscode.l10n.t('Open ticket {0} of {1}?', id, host),
    vscode.l10n.t('A link asks for this. One read is sent, through the connection {0}.', oneLine(connection.name, 60)),
    vscode.l10n.t('Open'),
    vscode.l10n.t("Don't Open"),
  );
  if (!isOpened) return;
  const reference: RecordReference = { tenant, connection: connection.name, id };
  if (object === 'customer') await runCommand('kapture.openCustomer', { ...reference, refresh: true });
  else await runCommand('kapture.openTicket', reference);
}
