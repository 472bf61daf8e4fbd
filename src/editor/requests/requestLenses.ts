import * as vscode from 'vscode';
import { hasNamedRequests, operationOfFile, operations } from '../../kapture/catalogue/registry.ts';
import { variablesIn } from '../../kapture/variables/variables.ts';
import { operationTitle } from '../shared/texts/catalogueTexts.ts';
import { commandLink, withIcon } from '../shared/commands.ts';
import { documentTarget } from '../shared/documents/documentTarget.ts';
import { isLongDocument } from '../shared/documents/longDocument.ts';
import { isEarlierVersion } from '../shared/documents/isEarlierVersion.ts';
import { editScheme } from '../shared/ids.ts';
import type { Targets } from '../shared/ports.ts';
import { refusalOf, sendTitle } from './lensTitles.ts';
import { namedRequestLenses } from './namedRequestLenses.ts';

/**
 * The code lenses of a request file. The first one sends it and names the operation, the connection and its role.
 * Beside a response, there is only room for about sixty characters, so other actions are in the menu of the editor's
 * title.
 */
export function requestLenses(document: vscode.TextDocument, targets: Targets): vscode.CodeLens[] {
  const { uri } = document;
  if (hasNamedRequests(uri.path)) return namedRequestLenses(document, targets);
  const operation = operationOfFile(uri.path);
  // An edited customer has its own code lens, because it is sent by saving it.
  if (!operation || isEarlierVersion(uri) || uri.scheme === editScheme) return [];
  const target = documentTarget(document, targets);
  const send = commandLink('kapture.sendRequest', sendTitle(operationTitle(operation), target), uri);
  const refusal = refusalOf(target, operations[operation].writes);
  const top = new vscode.Range(0, 0, 0, 0);
  return [
    refusal === undefined ? send : { title: refusal, command: '' },
    commandLink('kapture.dryRun', vscode.l10n.t('Dry Run'), uri),
    ...(target.pin ? [commandLink('kapture.pinConnection', withIcon('pinned', vscode.l10n.t('Change Pin')), uri)] : []),
    ...(hasVariables(document) ? [commandLink('kapture.previewVariables', vscode.l10n.t('Variables'), uri)] : []),
  ].map((command) => new vscode.CodeLens(top, command));
}

function hasVariables(document: vscode.TextDocument): boolean {
  return !isLongDocument(document) && variablesIn(document.getText()).length > 0;
}
