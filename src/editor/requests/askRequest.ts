import * as vscode from 'vscode';
import { requestSuffix, type OperationId } from '../../kapture/catalogue/registry.ts';
import { operationTitle } from '../shared/texts/catalogueTexts.ts';
import { findFiles } from '../shared/documents/findFiles.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import type { RequestText } from '../shared/documents/requestText.ts';
import { operationOfRequest } from '../shared/documents/operationOfRequest.ts';

interface RequestItem extends vscode.QuickPickItem {
  readonly choice?: 'new' | RequestText | vscode.Uri;
}

/** The maximum number of request files offered. */
const maxFiles = 100;

/**
 * Asks what to send if the active editor is not a request of the operation: a new request, a request file, or `active`,
 * which may be any JSON document. Returns `new` without asking if there is no other choice, and undefined if the user
 * cancels.
 */
export async function askRequest(
  operation: OperationId,
  active: RequestText | undefined,
): Promise<RequestItem['choice']> {
  const title = operationTitle(operation);
  const create: RequestItem = {
    label: `$(new-file) ${vscode.l10n.t('New Request')}`,
    detail: vscode.l10n.t('Opens an empty {0} request to fill in.', title),
    choice: 'new',
  };
  const files = (await requestFilesOf(operation)).map(itemOfFile);
  const other = active && operationOfRequest(active.document) === undefined ? [itemOfActive(active, title)] : [];
  if (!files.length && !other.length) return 'new';
  const picked = await vscode.window.showQuickPick([create, ...files, ...other], {
    title,
    placeHolder: vscode.l10n.t('What do you want to send?'),
    matchOnDescription: true,
  });
  return picked?.choice;
}

/** The request files of an operation: first the open ones, then the others in the workspace. */
async function requestFilesOf(operation: OperationId): Promise<vscode.Uri[]> {
  const suffix = requestSuffix(operation);
  const open = vscode.workspace.textDocuments
    .filter((document) => !document.isClosed && operationOfRequest(document) === operation)
    .map(({ uri }) => uri);
  const found = await findFiles(`**/*${suffix}`, (name) => name.endsWith(suffix), maxFiles);
  const known = new Map([...open, ...found].map((uri) => [uri.toString(), uri]));
  return [...known.values()];
}

function itemOfFile(uri: vscode.Uri): RequestItem {
  const path = vscode.workspace.asRelativePath(uri);
  const name = nameOf(uri);
  const folder = oneLabel(path.slice(0, Math.max(0, path.length - name.length - 1)));
  return {
    label: `$(json) ${oneLabel(name)}`,
    // It has a path in the folder, but is not there.
    description: uri.scheme === 'untitled' ? vscode.l10n.t('unsaved') : folder,
    choice: uri,
  };
}

function itemOfActive(active: RequestText, title: string): RequestItem {
  const name = oneLabel(nameOf(active.document.uri), 60);
  const label =
    active.text === active.document.getText()
      ? vscode.l10n.t('Send {0} as {1}', name, title)
      : vscode.l10n.t('Send the selection of {0} as {1}', name, title);
  return {
    label: `$(warning) ${label}`,
    detail: vscode.l10n.t('This document is not a request for {0}.', title),
    choice: active,
  };
}

function nameOf({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
