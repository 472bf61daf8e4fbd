import * as vscode from 'vscode';
import { hasNamedRequests, operationOfFile, operations } from '../../kapture/catalogue/registry.ts';
import { contentsOf, readNamedRequests } from '../../kapture/namedRequests/readNamedRequests.ts';
import { commandLink, withIcon } from '../shared/commands.ts';
import { isLongDocument } from '../shared/documents/documentChecks.ts';
import { isEarlierVersion } from '../shared/documents/editUri.ts';
import { type DocumentTarget, documentTarget, rangeIn, wholeRequest } from '../shared/documents/requestText.ts';
import { editScheme } from '../shared/ids.ts';
import type { Targets } from '../shared/targets.ts';
import { operationTitle } from '../shared/texts/catalogueTexts.ts';
import { nameWithRole } from '../shared/texts/connectionTexts.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import { nameOf } from './selectRequest.ts';

/**
 * The code lenses of a request file. The first one sends it and names the connection and its role. Beside a response,
 * there is only room for about sixty characters, so the operation is only in the name of the file, and other actions
 * are in the menu of the editor's title.
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
  ].map((command) => new vscode.CodeLens(top, command));
}

/**
 * The code lenses of a file with several requests: those of the whole file above it, and Send and Dry Run above each
 * request.
 */
export function namedRequestLenses(document: vscode.TextDocument, targets: Targets): vscode.CodeLens[] {
  const { uri } = document;
  if (isEarlierVersion(uri) || isLongDocument(document)) return [];
  const text = document.getText();
  const { requests } = readNamedRequests(text);
  const target = documentTarget(document, targets);
  const lensesOf = (range: vscode.Range, commands: readonly vscode.Command[]): vscode.CodeLens[] =>
    commands.map((command) => new vscode.CodeLens(range, command));
  const ofFile = [
    ...(requests.length > 1
      ? [commandLink('kapture.sendAll', withIcon('run-all', vscode.l10n.t('Send All')), uri)]
      : []),
    commandLink('kapture.addNamedRequest', withIcon('add', vscode.l10n.t('Add Request')), uri),
    ...(target.pin ? [commandLink('kapture.pinConnection', withIcon('pinned', vscode.l10n.t('Change Pin')), uri)] : []),
  ];
  const ofRequests = requests.flatMap((request) => {
    const { index, name, operation, place, problems } = request;
    // A diagnostic says what is missing.
    if (!operation || problems.some(({ isError }) => isError)) return [];
    // A click can precede the update of the lenses after a change of the text, so the argument identifies the request.
    const argument = { uri, index, name, contents: contentsOf(request, text) };
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

/** The title of a lens that sends a request. It names the connection and its role, and the request if it has a name. */
export function sendTitle(operation: string, { name, connection }: DocumentTarget, request?: string): string {
  const named = request && oneLabel(request, 24);
  if (name === undefined)
    return withIcon('play', named ? vscode.l10n.t('Send “{0}”…', named) : vscode.l10n.t('Send {0}…', operation));
  const targetName = oneLabel(name, 30);
  const target = connection ? nameWithRole(targetName, connection) : targetName;
  return withIcon(
    'play',
    named ? vscode.l10n.t('Send “{0}” to {1}', named, target) : vscode.l10n.t('Send to {0}', target),
  );
}

/** Why a request cannot be sent to its target, as the title of a lens; undefined if it can. */
export function refusalOf({ name, pin, connection }: DocumentTarget, writes: boolean): string | undefined {
  const targetName = oneLabel(name ?? '', 60);
  if (connection?.readOnly && writes) return withIcon('lock', vscode.l10n.t('{0} is read-only', targetName));
  return pin && !connection
    ? withIcon('warning', vscode.l10n.t('The connection {0} does not exist', targetName))
    : undefined;
}

/** The names of the requests in a file, for the outline, the breadcrumbs and Go to Symbol. */
export function namedRequestSymbols(document: vscode.TextDocument): vscode.DocumentSymbol[] {
  if (isLongDocument(document)) return [];
  const whole = wholeRequest(document);
  return readNamedRequests(whole.text).requests.map(
    (request) =>
      new vscode.DocumentSymbol(
        oneLabel(nameOf(request)),
        request.operation ? operationTitle(request.operation) : '',
        vscode.SymbolKind.Method,
        rangeIn(whole, request.place),
        rangeIn(whole, request.namePlace),
      ),
  );
}
