import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { LeafValue } from '../../kapture/json/leafValues.ts';
import { recordingSuffix } from '../../kapture/recordings/recording.ts';
import { recordingFile } from '../../kapture/recordings/recordingFile.ts';
import { identifyingValues, recordExchange } from '../../kapture/recordings/recordExchange.ts';
import { columnOf } from '../shared/documents/columnOf.ts';
import { historyUri, type HistoryReference } from '../shared/documents/historyUri.ts';
import { newDraftUri } from '../shared/documents/newDraftUri.ts';
import { historyScheme, responseScheme } from '../shared/ids.ts';
import { showGoneResponse } from '../shared/questions/goneResponse.ts';
import { showInformation } from '../shared/questions/messages.ts';
import { operationTitle } from '../shared/texts/catalogueTexts.ts';
import { oneDetail, oneLabel } from '../shared/texts/plainText.ts';
import type { RecordingPorts } from './ports.ts';

/**
 * Opens an anonymized copy of an exchange as an unsaved document, beside its response. Nothing is saved or taught until
 * the user does so. `from` is the document of a response or a row of the history, otherwise the active editor counts.
 */
export async function recordForSandbox(from: unknown, ports: RecordingPorts): Promise<void> {
  const uri = uriOf(from);
  const exchange = uri && (await ports.exchangeOf(uri));
  if (!exchange) {
    if (uri && [responseScheme, historyScheme].includes(uri.scheme)) showGoneResponse();
    else void showInformation(vscode.l10n.t('Open a response first.'));
    return;
  }
  const pointers = await askMatch(exchange);
  if (!pointers) return;
  const recording = recordExchange(exchange, pointers);
  const text = typeof recording === 'string' ? undefined : recordingFile(recording);
  if (text === undefined) {
    void showInformation(
      recording !== 'not-json'
        ? vscode.l10n.t('This response is too long for the sandbox. Request fewer customers.')
        : vscode.l10n.t('Only requests and responses in JSON can be recorded.'),
    );
    return;
  }
  const draft = await newDraftUri(exchange.operation, recordingSuffix);
  await vscode.window.showTextDocument(uri, { viewColumn: columnOf(uri) ?? vscode.ViewColumn.Active, preview: false });
  const other = vscode.window.tabGroups.all.find(({ isActive }) => !isActive);
  // One call, because VS Code opens an unsaved document that has no editor for a moment in the active group.
  await vscode.commands.executeCommand('vscode.open', draft, {
    viewColumn: other?.viewColumn ?? vscode.ViewColumn.Beside,
    preview: false,
  } satisfies vscode.TextDocumentShowOptions);
  const document = await vscode.workspace.openTextDocument(draft);
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  const edit = new vscode.WorkspaceEdit();
  edit.insert(draft, new vscode.Position(0, 0), text);
  await vscode.workspace.applyEdit(edit);
  const start = document.positionAt(0);
  editor.selection = new vscode.Selection(start, start);
}

/** Asks which requests get the response. Returns JSON pointers into the request. */
async function askMatch(exchange: Exchange): Promise<readonly string[] | undefined> {
  const items = [
    ...identifyingValues(exchange).map(({ pointer, value }: LeafValue) => ({
      label: vscode.l10n.t('Requests with the same {0}', oneLabel(pointer.split('/').at(-1)!, 60)),
      description: oneDetail(JSON.stringify(value), 60),
      pointers: [pointer],
    })),
    {
      label: vscode.l10n.t('All {0} requests', operationTitle(exchange.operation)),
      description: '',
      pointers: [],
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Teach the Sandbox'),
    placeHolder: vscode.l10n.t(
      'Which requests should get this response? Most of its values are replaced by made-up ones.',
    ),
  });
  return picked?.pointers;
}

function uriOf(from: unknown): vscode.Uri | undefined {
  if (from instanceof vscode.Uri) return from;
  const entry = (from as { readonly entry?: HistoryReference } | undefined)?.entry;
  return entry ? historyUri(entry, `${entry.operation}.json`) : vscode.window.activeTextEditor?.document.uri;
}
