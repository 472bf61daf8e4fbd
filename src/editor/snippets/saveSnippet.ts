import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { formatLoose } from '../../kapture/json/formatLoose.ts';
import { hasNamedRequests, operationOfFile, operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { escapeOtherBraces } from '../../kapture/variables/variables.ts';
import { askOperation } from '../shared/dialogs/askOperation.ts';
import { indentOf, isJson } from '../shared/documents/requestText.ts';
import type { OperationRequest } from '../shared/requestBodies.ts';
import { exampleAt, type RequestsNode } from './requestNodes.ts';
import { nameOfFile, safeName } from './requestName.ts';
import { authKeyOffset } from '../../kapture/redaction/secretNames.ts';
import { confirmAction } from '../shared/dialogs/confirmAction.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import { folderLabel } from './requestFolders.ts';
import type { PersonalFiles } from './requestFiles.ts';
import { askRequestName, defaultFolder, type RequestStore } from './requestStore.ts';

/** The argument of `kapture.saveAsSnippet`: a document, a node of the Requests view, or a sent request. */
export type SnippetArgument = vscode.Uri | RequestsNode | { readonly operation: OperationId; readonly body: string };

interface SnippetSource {
  readonly operation: OperationId;
  readonly text: string;
  readonly name: string;
}

export type ExchangeOf = (uri: vscode.Uri) => Exchange | undefined;
type NamedRequestOf = (document: vscode.TextDocument) => Promise<OperationRequest | undefined>;

/**
 * The request of a command's argument, or of the active editor. Returns `unknown` if there is no request, and undefined
 * if the user cancels the choice of the operation.
 */
export async function snippetSource(
  argument: SnippetArgument | undefined,
  exchangeOf: ExchangeOf,
  namedRequest: NamedRequestOf,
): Promise<SnippetSource | 'unknown' | undefined> {
  if (argument && 'body' in argument) return sourceOfBody(argument.operation, argument.body);
  if (argument && 'kind' in argument)
    return argument.kind === 'file' || argument.kind === 'example'
      ? sourceOfDocument(argument.uri, exchangeOf, namedRequest)
      : 'unknown';
  const uri = argument ?? vscode.window.activeTextEditor?.document.uri;
  return uri ? sourceOfDocument(uri, exchangeOf, namedRequest) : 'unknown';
}

async function sourceOfDocument(
  uri: vscode.Uri,
  exchangeOf: ExchangeOf,
  namedRequest: NamedRequestOf,
): Promise<SnippetSource | 'unknown' | undefined> {
  const exchange = exchangeOf(uri);
  if (exchange) return sourceOfBody(exchange.operation, exchange.requestBody);
  const example = exampleAt(uri);
  if (example) return { operation: example.operation, text: example.text, name: example.title };
  const opened = await vscode.workspace.openTextDocument(uri);
  const known = operationOfFile(uri.path);
  if (known) return { operation: known, text: opened.getText(), name: nameOfFile(uri.path) };
  if (hasNamedRequests(uri.path)) {
    const named = await namedRequest(opened);
    return named && sourceOfNamed(named);
  }
  if (!isJson(opened)) return 'unknown';
  const operation = await askOperation(vscode.l10n.t('Save Request as Snippet'));
  return operation && { operation, text: opened.getText(selectionIn(uri)), name: defaultName(operation) };
}

/** One of several requests in a file, without the indentation in that file. */
function sourceOfNamed({ operation, request, name }: OperationRequest): SnippetSource {
  const text = request.text.replaceAll(`\n${indentOf(request)}`, '\n');
  return {
    operation,
    text: `${text}\n`,
    name: name === undefined ? defaultName(operation) : safeName(name, defaultName(operation)),
  };
}

/**
 * A sent body as a snippet. It is formatted, because it was sent on one line and a file should be easy to read and
 * compare.
 */
function sourceOfBody(operation: OperationId, body: string): SnippetSource {
  return { operation, text: `${formatLoose(escapeOtherBraces(body))}\n`, name: defaultName(operation) };
}

function defaultName(operation: OperationId): string {
  return operations[operation].title.toLowerCase();
}

/** The selection in a document, as the commands that send a request use it. */
function selectionIn(uri: vscode.Uri): vscode.Range | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor?.document.uri.toString() === uri.toString() && !editor.selection.isEmpty ? editor.selection : undefined;
}

/** Asks for name and folder, and saves the text unchanged. Returns the file, or undefined if the user cancels. */
export async function saveSnippet(
  { operation, text, name }: SnippetSource,
  store: RequestStore,
  personal: PersonalFiles,
): Promise<vscode.Uri | undefined> {
  if (!(await confirmNoAuthKey(text))) return undefined;
  const chosen = await askRequestName({ title: vscode.l10n.t('Save Request as Snippet'), value: name, operation });
  if (chosen === undefined) return undefined;
  const folder = await askDestination(chosen, operation, store, personal);
  return folder && store.create(folder, chosen, operation, new TextEncoder().encode(text));
}

/** Asks before a text with an auth key is saved, because snippets are made for sharing. Returns whether to save it. */
async function confirmNoAuthKey(text: string): Promise<boolean> {
  const offset = authKeyOffset(text);
  if (offset === undefined) return true;
  const line = text.slice(0, offset).split('\n').length;
  const save = vscode.l10n.t('Save Anyway');
  return confirmAction(
    vscode.l10n.t('This request appears to contain an auth key (line {0}).', line),
    vscode.l10n.t(
      'Requests do not need an auth key, because it is stored with the connection. Anyone with access to the file can read it.',
    ),
    save,
    vscode.l10n.t("Don't Save"),
  );
}

interface DestinationItem extends vscode.QuickPickItem {
  /** The folder; undefined for the item that lets the user pick another folder. */
  readonly folder: vscode.Uri | undefined;
}

async function askDestination(
  name: string,
  operation: OperationId,
  store: RequestStore,
  personal: PersonalFiles,
): Promise<vscode.Uri | undefined> {
  const place = async (label: string, folder: vscode.Uri, description: string): Promise<DestinationItem> => {
    const free = nameOfFile((await store.unusedUri(folder, name, operation)).path);
    return {
      label,
      folder,
      description,
      ...(free !== name && { detail: vscode.l10n.t('“{0}” already exists. The name will be “{1}”.', name, free) }),
    };
  };
  const roots = vscode.workspace.workspaceFolders ?? [];
  const items = await Promise.all([
    ...roots.map(({ uri }) => {
      const folder = vscode.Uri.joinPath(uri, defaultFolder);
      const label = `$(folder) ${oneLabel(folderLabel(folder))}`;
      return place(label, folder, vscode.l10n.t('in this workspace, to share with Git'));
    }),
    place(`$(account) ${vscode.l10n.t('Personal')}`, personal.folder, vscode.l10n.t('for you, in every workspace')),
  ]);
  const otherFolder: DestinationItem[] = roots.length
    ? [{ label: `$(folder-opened) ${vscode.l10n.t('Other folder…')}`, folder: undefined }]
    : [];
  const picked = await vscode.window.showQuickPick([...items, ...otherFolder], {
    title: vscode.l10n.t('Save “{0}”', name),
    placeHolder: vscode.l10n.t('Select a folder'),
  });
  return picked && (picked.folder ?? (await pickFolder(roots[0]!.uri)));
}

async function pickFolder(start: vscode.Uri): Promise<vscode.Uri | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      defaultUri: start,
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: vscode.l10n.t('Save Here'),
    })) ?? [];
  return folder;
}
