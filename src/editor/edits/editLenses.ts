import * as vscode from 'vscode';
import { commandLink, withIcon } from '../shared/commands.ts';
import { customerOfUri, isServerSide } from '../shared/documents/editUri.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import type { Targets } from '../shared/ports.ts';
import { nameWithRole } from '../shared/texts/nameWithRole.ts';
import { tenantText } from '../shared/texts/tenantText.ts';
import type { EditStore } from './editStore.ts';

/**
 * The CodeLenses above a customer document: where saving sends it, and Revert Last Update. Beside another editor, there
 * is only room for about sixty characters. The editor's title has the other actions.
 */
export function editLenses(store: EditStore, targets: Targets, uri: vscode.Uri): vscode.CodeLens[] {
  const parsed = customerOfUri(uri);
  if (!parsed || isServerSide(uri)) return [];
  const customer = store.load(uri);
  const reference = customer?.reference ?? parsed;
  const connection = targets.connectionOf(reference.tenant, reference.connection);
  const name = oneLabel(connection?.name ?? '', 60);
  const target = connection ? nameWithRole(name, connection) : name;
  const save = {
    ...commandLink('kapture.sendRequest', withIcon('cloud-upload', vscode.l10n.t('Save to {0}', target)), uri),
    tooltip: vscode.l10n.t('Saving sends changes to {0}', target),
  };
  let refusal: string | undefined;
  if (!connection)
    refusal = withIcon('warning', vscode.l10n.t('No connection points to {0}', tenantText(reference.tenant)));
  else if (connection.readOnly) refusal = withIcon('lock', vscode.l10n.t('{0} is read-only', name));
  return [
    refusal === undefined ? save : { title: refusal, command: '' },
    ...(customer?.lastUpdate?.previous.size
      ? [commandLink('kapture.revertLastUpdate', withIcon('discard', vscode.l10n.t('Revert Last Update')), uri)]
      : []),
  ].map((command) => new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command));
}
