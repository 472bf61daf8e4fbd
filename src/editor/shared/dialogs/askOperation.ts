import * as vscode from 'vscode';
import {
  operationIds,
  operations,
  type OperationId,
  type RequestFileKind,
} from '../../../kapture/catalogue/registry.ts';
import { catalogueText, operationTitle } from '../texts/catalogueTexts.ts';

interface KindItem extends vscode.QuickPickItem {
  readonly id: RequestFileKind;
}

/** Asks for the operation of a request whose file name does not contain it. `other` is one more choice. */
export async function askOperation(title: string): Promise<OperationId | undefined>;
export async function askOperation(title: string, other: KindItem): Promise<RequestFileKind | undefined>;
export async function askOperation(title: string, other?: KindItem): Promise<RequestFileKind | undefined> {
  const items = operationIds.map((id): KindItem => ({
    label: operationTitle(id),
    detail: firstSentence(catalogueText(operations[id].request().description)),
    id,
  }));
  const picked = await vscode.window.showQuickPick(other ? [...items, other] : items, {
    title,
    placeHolder: vscode.l10n.t('Select the operation for this request'),
  });
  return picked?.id;
}

/** The first sentence of a text, because a row has no room for more. */
function firstSentence(text: string): string {
  return text.replace(/\. .*$/s, '.');
}
