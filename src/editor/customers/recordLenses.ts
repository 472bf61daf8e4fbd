import * as vscode from 'vscode';
import { commandLink, withIcon } from '../commands.ts';
import { oneLabel } from '../plainText.ts';
import { readRecordUri } from '../recordUri.ts';

/** The line on top of a record: whose it is, and what can be done with it. */
export function recordLenses(uri: vscode.Uri): vscode.CodeLens[] {
  const reference = readRecordUri(uri);
  const top = new vscode.Range(0, 0, 0, 0);
  return [
    commandLink(
      'kapture.openRecord',
      withIcon('refresh', vscode.l10n.t('Get Afresh from {0}', oneLabel(reference.connection, 60))),
      { ...reference, afresh: true },
    ),
    commandLink('kapture.editCustomer', withIcon('edit', vscode.l10n.t('Edit Customer')), reference),
    commandLink('kapture.copyId', withIcon('copy', vscode.l10n.t('Copy Id')), reference),
  ].map((command) => new vscode.CodeLens(top, command));
}
