import * as vscode from 'vscode';
import { operations } from '../../kapture/catalogue/registry.ts';
import { readNamedRequests } from '../../kapture/namedRequests/readNamedRequests.ts';
import { commandLink, withIcon } from '../shared/commands.ts';
import { documentTarget } from '../shared/documents/documentTarget.ts';
import { isLongDocument } from '../shared/documents/longDocument.ts';
import { rangeIn, wholeRequest } from '../shared/documents/requestText.ts';
import { isEarlierVersion } from '../shared/documents/isEarlierVersion.ts';
import type { Targets } from '../shared/ports.ts';
import { operationTitle } from '../shared/texts/catalogueTexts.ts';
import { refusalOf, sendTitle } from './lensTitles.ts';

/**
 * The code lenses of a file with several requests: those of the whole file above it, and Send and Dry Run above each
 * request.
 */
export function namedRequestLenses(document: vscode.TextDocument, targets: Targets): vscode.CodeLens[] {
  const { uri } = document;
  if (isEarlierVersion(uri) || isLongDocument(document)) return [];
  const { requests } = readNamedRequests(document.getText());
  const target = documentTarget(document, targets);
  const lensesOf = (range: vscode.Range, commands: readonly vscode.Command[]): vscode.CodeLens[] =>
    commands.map((command) => new vscode.CodeLens(range, command));
  const ofFile = [
    ...(requests.length > 1
      ? [commandLink('kapture.sendAllInFile', withIcon('run-all', vscode.l10n.t('Send All')), uri)]
      : []),
    commandLink('kapture.addNamedRequest', withIcon('add', vscode.l10n.t('Add Request')), uri),
    ...(target.pin ? [commandLink('kapture.pinConnection', withIcon('pinned', vscode.l10n.t('Change Pin')), uri)] : []),
  ];
  const ofRequests = requests.flatMap(({ index, name, operation, place, problems }) => {
    // A diagnostic says what is missing.
    if (!operation || problems.some(({ isError }) => isError)) return [];
    const argument = { uri, index, name };
    const refusal = refusalOf(target, operations[operation].writes);
    return lensesOf(rangeIn(wholeRequest(document), { offset: place.offset, length: 0 }), [
      refusal === undefined
        ? commandLink('kapture.sendRequest', sendTitle(operationTitle(operation), target, name), argument)
        : { title: refusal, command: '' },
      commandLink('kapture.dryRun', vscode.l10n.t('Dry Run'), argument),
    ]);
  });
  return [...lensesOf(new vscode.Range(0, 0, 0, 0), ofFile), ...ofRequests];
}
