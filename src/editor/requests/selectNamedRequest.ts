import * as vscode from 'vscode';
import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { contentsOf } from '../../kapture/namedRequests/contentsOfRequest.ts';
import { findNamedRequest, namedRequestAt, type NamedRequestId } from '../../kapture/namedRequests/findNamedRequest.ts';
import type { NamedRequest } from '../../kapture/namedRequests/readNamedRequests.ts';
import { namedRequestsOf } from '../shared/documents/namedRequestsOf.ts';
import { rangeIn, requestIn, wholeRequest, type RequestText } from '../shared/documents/requestText.ts';
import type { Log } from '../shared/log.ts';
import type { OperationRequest } from '../shared/ports.ts';
import { showWarning } from '../shared/questions/messages.ts';
import { operationTitle, problemText } from '../shared/texts/catalogueTexts.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import { revealProblem } from './activeRequest.ts';
import { showProblem } from './showProblem.ts';

/**
 * A request of a file with several: the one with an id, or else the one at the cursor, or the one that the user
 * selects. Undefined if it cannot be sent, which the user is told, or if the user cancels.
 */
export async function selectNamedRequest(
  document: vscode.TextDocument,
  id: NamedRequestId | undefined,
  log: Log,
): Promise<OperationRequest | undefined> {
  const version = document.version;
  const text = document.getText();
  const { requests, problems, unreadable } = namedRequestsOf(document);
  if (unreadable) {
    await showProblem(wholeRequest(document), unreadable, log);
    return undefined;
  }
  const selected = id
    ? findNamedRequest(requests, id, text)
    : (requestAtCursor(document, requests) ?? (await pickRequest(requests)));
  if (!selected) {
    const [problem] = problems;
    if (id) void showWarning(vscode.l10n.t('Nothing was sent: this request is no longer in the file.'), log);
    else if (problem) await refuse(document, problem, log);
    else if (!requests.length)
      void showWarning(vscode.l10n.t('Nothing was sent: there are no requests in this file.'), log);
    return undefined;
  }
  // The text may have changed while the user was asked.
  if (document.version !== version) {
    const { index, name } = selected;
    return selectNamedRequest(document, { index, name, contents: contentsOf(selected, text) }, log);
  }
  const error = selected.problems.find(({ isError }) => isError);
  if (error) {
    await refuse(document, error, log);
    return undefined;
  }
  const { operation, body, name } = selected;
  return { operation: operation!, request: requestIn(document, body!), name };
}

async function refuse(document: vscode.TextDocument, found: NamedRequest['problems'][number], log: Log): Promise<void> {
  await revealProblem(wholeRequest(document), found);
  void showWarning(vscode.l10n.t('Nothing was sent. {0}', problemText(found.problem)), log);
}

/** The request at the cursor of the active editor, or the only request. */
function requestAtCursor(document: vscode.TextDocument, requests: readonly NamedRequest[]): NamedRequest | undefined {
  const editor = vscode.window.activeTextEditor;
  if (requests.length === 1) return requests[0];
  if (editor?.document !== document) return undefined;
  return namedRequestAt(requests, document.getText(), document.offsetAt(editor.selection.active));
}

async function pickRequest(requests: readonly NamedRequest[]): Promise<NamedRequest | undefined> {
  if (!requests.length) return undefined;
  const items = requests.map((request) => ({
    label: `$(${request.operation ? operations[request.operation].icon : 'warning'}) ${oneLabel(nameOf(request))}`,
    description: request.operation ? operationTitle(request.operation) : '',
    request,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Requests in This File'),
    placeHolder: vscode.l10n.t('Select a request'),
    matchOnDescription: true,
  });
  return picked?.request;
}

/** The name of a request, or its number. */
export function nameOf({ name, index }: NamedRequest): string {
  return name ?? vscode.l10n.t('Request {0}', index + 1);
}

interface DiagnosedRequest {
  readonly operation: OperationId;
  readonly request: RequestText;
  readonly diagnostics: readonly vscode.Diagnostic[];
}

/** The requests of a file in whose bodies diagnostics are. */
export function namedRequestsWith(
  document: vscode.TextDocument,
  diagnostics: readonly vscode.Diagnostic[],
): DiagnosedRequest[] {
  return namedRequestsOf(document).requests.flatMap(({ operation, body }) => {
    if (!operation || !body) return [];
    const range = rangeIn(wholeRequest(document), body);
    const own = diagnostics.filter((diagnostic) => range.contains(diagnostic.range));
    return own.length ? [{ operation, request: requestIn(document, body), diagnostics: own }] : [];
  });
}
