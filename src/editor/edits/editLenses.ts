import * as vscode from 'vscode';
import { commandLink, withIcon } from '../commands.ts';
import { customerOfUri, isServerSide } from '../editUri.ts';
import { oneLabel } from '../plainText.ts';
import type { Targets } from '../ports.ts';
import { roleText } from '../roleText.ts';
import type { EditStore } from './editStore.ts';

/** The line on top of a customer's document: where saving sends it, and what else can be done. */
export function editLenses(store: EditStore, targets: Targets, uri: vscode.Uri): vscode.CodeLens[] {
  const reference = customerOfUri(uri);
  if (!reference || isServerSide(uri)) return [];
  const connection = targets.all.find(({ name }) => name === reference.connection);
  const name = oneLabel(reference.connection, 60);
  const whither =
    connection && connection.name.toLowerCase() !== connection.role ? `${name} (${roleText(connection)})` : name;
  const save = commandLink(
    'kapture.sendRequest',
    withIcon('cloud-upload', vscode.l10n.t('Save sends to {0}', whither)),
    uri,
  );
  return [
    !connection
      ? { title: withIcon('warning', vscode.l10n.t('There is no connection {0}', name)), command: '' }
      : connection.readOnly
        ? { title: withIcon('lock', vscode.l10n.t('{0} is read-only', name)), command: '' }
        : save,
    commandLink('kapture.showChanges', withIcon('diff', vscode.l10n.t('Show Changes')), uri),
    ...(store.find(uri)?.lastUpdate
      ? [commandLink('kapture.revertLastUpdate', withIcon('discard', vscode.l10n.t('Revert Last Update')), uri)]
      : []),
    commandLink('kapture.openRecord', withIcon('go-to-file', vscode.l10n.t('Full Record')), {
      ...reference,
      afresh: false,
    }),
  ].map((command) => new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command));
}
