import * as vscode from 'vscode';
import { operationIds, operations, type OperationId } from '../../../kapture/catalogue/registry.ts';
import { operationTitle } from '../texts/catalogueTexts.ts';

/** Asks for the operation of a request whose file name does not contain it. */
export async function askOperation(title: string): Promise<OperationId | undefined> {
  const items = operationIds.map((id) => ({
    label: operationTitle(id),
    detail: operations[id].request().description,
    id,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Select the operation for this request'),
  });
  return picked?.id;
}
