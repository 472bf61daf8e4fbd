import * as vscode from 'vscode';
import { commandLink, withIcon } from '../../shared/commands.ts';
import { oneLabel } from '../../shared/texts/plainText.ts';
import type { Targets } from '../../shared/targets.ts';
import { readRecordUri } from '../../shared/documents/recordUri.ts';
import { tenantText } from '../../shared/texts/connectionTexts.ts';

/** The CodeLenses above a record: its connection and its actions. */
export function recordLenses(uri: vscode.Uri, targets: Pick<Targets, 'connectionOf'>): vscode.CodeLens[] {
  const read = readRecordUri(uri);
  if (!read) return [];
  const connection = targets.connectionOf(read.tenant)?.name;
  const reference = { ...read, connection };
  const copyId = commandLink('kapture.copyDetails', withIcon('copy', vscode.l10n.t('Copy ID')), reference);
  const firstLine = new vscode.Range(0, 0, 0, 0);
  if (connection === undefined) {
    const title = vscode.l10n.t('No connection points to {0}', tenantText(read.tenant));
    return [{ title, command: '' }, copyId].map((command) => new vscode.CodeLens(firstLine, command));
  }
  return [
    commandLink(
      'kapture.openCustomer',
      withIcon('refresh', vscode.l10n.t('Refresh from {0}', oneLabel(connection, 60))),
      { ...reference, refresh: true },
    ),
    commandLink('kapture.editCustomer', withIcon('edit', vscode.l10n.t('Edit Customer')), reference),
    copyId,
  ].map((command) => new vscode.CodeLens(firstLine, command));
}
