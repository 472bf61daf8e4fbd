import * as vscode from 'vscode';
import { modules, type Module } from '../../../kapture/catalogue/operation.ts';
import {
  operationIds,
  operations,
  type OperationId,
  type RequestFileKind,
} from '../../../kapture/catalogue/registry.ts';
import { showModuleOf, shownModules } from '../shownModules.ts';
import { catalogueText, moduleTitle, operationTitle } from '../texts/catalogueTexts.ts';

interface KindItem extends vscode.QuickPickItem {
  /** Omitted for a separator, and for the item that shows all modules. */
  readonly id?: RequestFileKind;
}

/**
 * Asks for the operation of a request whose file name does not contain it, from the shown modules or, if the user wants
 * that, from all of them. `other` is one more choice.
 */
export async function askOperation(title: string): Promise<OperationId | undefined>;
export async function askOperation(
  title: string,
  other: KindItem & { readonly id: RequestFileKind },
): Promise<RequestFileKind | undefined>;
export async function askOperation(title: string, other?: KindItem): Promise<RequestFileKind | undefined> {
  const shown = shownModules();
  const more: KindItem = {
    label: vscode.l10n.t('More Operations…'),
    detail: vscode.l10n.t('Tickets, orders, enquiries, products and FAQ.'),
  };
  const ask = (from: readonly Module[], others: readonly KindItem[]): Thenable<KindItem | undefined> =>
    vscode.window.showQuickPick([...itemsOf(from), ...others], {
      title,
      placeHolder: vscode.l10n.t('Select the operation for this request'),
    });
  const isAll = shown.length === modules.length;
  let picked = await ask(shown, [...(other ? [other] : []), ...(isAll ? [] : [more])]);
  if (picked === more) picked = await ask(modules, []);
  if (picked?.id !== undefined && picked.id !== 'requests') await showModuleOf(picked.id);
  return picked?.id;
}

/** The operations of modules, with the name of each module above them if there are several. */
function itemsOf(from: readonly Module[]): KindItem[] {
  return from.flatMap((module): KindItem[] => [
    ...(from.length > 1 ? [{ label: moduleTitle(module), kind: vscode.QuickPickItemKind.Separator }] : []),
    ...operationIds
      .filter((id) => operations[id].module === module)
      .map((id) => ({
        label: operationTitle(id),
        detail: firstSentence(catalogueText(operations[id].request().description)),
        id,
      })),
  ]);
}

/** A row has no room for more. */
function firstSentence(text: string): string {
  return text.replace(/\. .*$/s, '.');
}
