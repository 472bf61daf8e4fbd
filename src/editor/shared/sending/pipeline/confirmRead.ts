import * as vscode from 'vscode';
import type { OperationId } from '../../../../kapture/catalogue/registry.ts';
import { urlOf, type Connection } from '../../../../kapture/connection/connection.ts';
import { confirmAction } from '../../questions/confirmAction.ts';
import { operationTitle } from '../../texts/catalogueTexts.ts';
import { oneLine } from '../../texts/plainText.ts';

/** Asks before a read is sent elsewhere than it was meant for. `note` names the intended target. */
export async function confirmRead(operation: OperationId, connection: Connection, note: string): Promise<boolean> {
  const name = oneLine(connection.name, 60);
  const host = new URL(urlOf(connection, operation)).host;
  return confirmAction(
    vscode.l10n.t('Send {0} to {1}?', operationTitle(operation), name),
    [note, '', vscode.l10n.t('Host: {0}', host)].join('\n'),
    vscode.l10n.t('Send to {0}', name),
    vscode.l10n.t("Don't Send"),
  );
}
