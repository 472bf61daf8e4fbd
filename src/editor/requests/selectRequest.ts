import * as vscode from 'vscode';
import { l10n } from 'vscode';
import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import type { Pin } from '../../kapture/connection/pinnedConnection.ts';
import type { RequestProblem } from '../../kapture/exchange/requestBody.ts';
import {
  contentsOf,
  findNamedRequest,
  namedRequestAt,
  type NamedRequest,
  type NamedRequestId,
} from '../../kapture/namedRequests/readNamedRequests.ts';
import { runCommand } from '../shared/commands.ts';
import { environmentFileFor } from '../shared/documents/files.ts';
import {
  namedRequestsOf,
  rangeIn,
  requestIn,
  wholeRequest,
  type RequestText,
} from '../shared/documents/requestText.ts';
import type { Log } from '../shared/log.ts';
import { showWarning, type MessageAction } from '../shared/dialogs/messages.ts';
import type { OperationRequest } from '../shared/requestBodies.ts';
import type { ProblemListener } from '../shared/sending/sender.ts';
import { operationTitle, problemText } from '../shared/texts/catalogueTexts.ts';
import { explainRequestProblem } from '../shared/texts/explain.ts';
import { oneLabel } from '../shared/texts/plainText.ts';

/** Moves the cursor to a problem. Returns its 1-based line. */
export async function revealProblem(
  { document, offset }: RequestText,
  problem: { readonly offset: number; readonly length: number },
): Promise<number> {
  const start = document.positionAt(offset + problem.offset);
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const editor = await vscode.window.showTextDocument(document, {
    ...(shown?.viewColumn && { viewColumn: shown.viewColumn }),
  });
  editor.selection = new vscode.Selection(start, start);
  editor.revealRange(new vscode.Range(start, start), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return start.line + 1;
}

/**
 * Selects the problem because of which a request cannot be sent, and explains it to `onProblem`, or else to the user.
 * `isSent` is set if the user sent the request, instead of just showing or copying it.
 */
export async function showProblem(
  request: RequestText,
  problem: RequestProblem,
  log: Log,
  { onProblem, isSent }: { readonly onProblem?: ProblemListener | undefined; readonly isSent?: boolean } = {},
): Promise<void> {
  const line = await revealProblem(request, problem);
  const sentence = explainRequestProblem(problem, line, isSent);
  if (onProblem) onProblem(sentence, false);
  else void showWarning(sentence, log, ...definingActions(request.document.uri, problem));
}

/** What a message about a variable without a value offers, unless it is a built-in one. */
function definingActions(uri: vscode.Uri, { reason, detail }: RequestProblem): MessageAction[] {
  const file = environmentFileFor(uri);
  if (!file || reason !== 'unknown-variable' || /^[$?]/.test(detail)) return [];
  const run = async (): Promise<void> => (await import('./defineVariable.ts')).defineVariable(detail, file);
  return [{ title: l10n.t('Define…'), run }];
}

/** Selects the pin of a request to a connection that cannot be used, and offers to change it. */
export async function showUnknownPin({ document }: RequestText, pin: Pin, log: Log): Promise<void> {
  await revealProblem({ document, text: '', offset: 0, version: document.version }, pin);
  const change = { title: l10n.t('Change Pin'), run: () => runCommand('kapture.pinConnection', document.uri) };
  void showWarning(
    l10n.t('Nothing was sent: the pinned connection {0} does not exist or cannot be used.', pin.name),
    log,
    change,
  );
}

/**
 * A request of a file with several: the one with an ID, or else the one at the cursor, or the one that the user
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
