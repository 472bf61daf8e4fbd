import * as vscode from 'vscode';
import { hasHeader } from '../../kapture/commandLines/curlHeaders.ts';
import { fromCurl, looksLikeCurl } from '../../kapture/commandLines/fromCurl.ts';
import { pinOfCommand, recognizeOperation } from '../../kapture/commandLines/recognizeOperation.ts';
import { appliesTo } from '../../kapture/exchange/exchange.ts';
import { runReported, showInformation, showWarning } from '../shared/dialogs/messages.ts';
import { explainCurl, explainSyntax } from '../shared/texts/explain.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { askOperation } from '../shared/dialogs/askOperation.ts';
import type { ReadRequest } from './contributions.ts';
import type { CommandLinePorts } from './documentRequest.ts';

/** Opens the selected curl command, or else the one on the clipboard, as a request. Asks for one if there is none. */
export async function pasteCurl(services: CommandLinePorts): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const selected = editor?.document.getText(editor.selection) ?? '';
  const clipboard = await vscode.env.clipboard.readText();
  const text = [selected, clipboard].find(looksLikeCurl) ?? (await askCommand());
  if (text) await openCurl(services, text);
}

export async function openRead({ requests }: CommandLinePorts, request: ReadRequest): Promise<void> {
  const operation = request.operation ?? (await askOperation(vscode.l10n.t('Paste curl Command as Request')));
  if (operation) await requests.openDraftOf(operation, request.body, request.connection);
}

/** Opens a curl command as an unsaved request. An auth key in it is not part of the request; the user may store it. */
export async function openCurl(services: CommandLinePorts, text: string): Promise<void> {
  const { targets, connections, requests, log } = services;
  const { request, problem } = fromCurl(text);
  if (problem) {
    void showWarning(explainCurl(problem));
    return;
  }
  const { origin, key, ...content } = request;
  const operation =
    recognizeOperation(content, connections.knownPaths()) ??
    (await askOperation(vscode.l10n.t('Paste curl Command as Request')));
  if (!operation) return;
  const connection = pinOfCommand({ origin, path: content.path }, operation, targets);
  const document = await requests.openDraftOf(operation, content.body, connection);
  const invalid = explainSyntax(document.getText());
  if (invalid !== undefined) void showWarning(invalid);
  const target = targets.all.find(({ name, baseUrl }) =>
    connection === undefined ? name === targets.activeName && new URL(baseUrl).origin === origin : name === connection,
  );
  const sent = (target?.headers ?? []).filter((header) => appliesTo(header, operation));
  const skipped = content.omittedHeaders.filter((name) => !hasHeader(sent, name));
  if (skipped.length) void showInformation(explainSkippedHeaders(skipped));
  if (origin === undefined) return;
  const command = { text, onAdded: (name: string): Promise<void> => requests.pin(document, name) };
  void runReported(log, 'kapture.pasteCurl', () =>
    key ? connections.offerKey(origin, key, operation, command) : connections.offerConnection(origin, command),
  );
}

/** The maximum number of header names in a message. */
const maximumNames = 8;

function explainSkippedHeaders(names: readonly string[]): string {
  const shown = names.slice(0, maximumNames).map((name) => oneLine(name, 40));
  const more = names.length - shown.length;
  const list = shown.join(', ');
  return more
    ? vscode.l10n.t('These headers from the command are not sent: {0} and {1} more.', list, more)
    : vscode.l10n.t('These headers from the command are not sent: {0}.', list);
}

async function askCommand(): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Paste curl Command as Request'),
    ignoreFocusOut: true,
    prompt: vscode.l10n.t(
      'The clipboard does not contain a curl command. Paste one here, in bash or Command Prompt syntax.',
    ),
    validateInput: (text) => {
      const { problem } = fromCurl(text);
      return text && problem ? explainCurl(problem) : undefined;
    },
  });
}
