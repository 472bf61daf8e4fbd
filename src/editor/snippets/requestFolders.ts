import * as vscode from 'vscode';
import { kindOfFile, operationOfFile } from '../../kapture/catalogue/registry.ts';
import { contentsOf } from '../../kapture/namedRequests/contentsOfRequest.ts';
import type { RequestFile } from './sendAll/ports.ts';
import { namedRequestsOf } from '../shared/documents/namedRequestsOf.ts';
import { showInformation } from '../shared/questions/messages.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import type { PersonalFiles } from './personalFiles.ts';
import { sortedByPath, type RequestFiles } from './requestFiles.ts';
import { nameOfFile } from './requestName.ts';
import type { RequestsNode } from './requestNodes.ts';
import { folderOf } from './requestStore.ts';

/** The folders of files, in the order of the files. */
export function foldersOf(files: readonly vscode.Uri[]): vscode.Uri[] {
  return [...new Map(files.map((uri) => [uri.path.slice(0, uri.path.lastIndexOf('/')), folderOf(uri)])).values()];
}

/** The display path of a folder. It includes the workspace folder only if there are several. */
export function folderLabel(folder: vscode.Uri, personal?: PersonalFiles): string {
  if (personal?.folder.path === folder.path) return vscode.l10n.t('Personal');
  const root = vscode.workspace.getWorkspaceFolder(folder);
  const inside = root && folder.path === root.uri.path ? root.name : vscode.workspace.asRelativePath(folder);
  return `${inside}/`;
}

/** The requests in a folder, without those in its subfolders, in the order of the view. */
export async function requestsIn(folder: vscode.Uri): Promise<RequestFile[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder);
  const uris = entries
    .filter(([name, type]) => kindOfFile(name) && !(type & vscode.FileType.Directory))
    .map(([name]) => vscode.Uri.joinPath(folder, name));
  const lists = await Promise.all(sortedByPath(uris).map(requestsOf));
  return lists.flat();
}

async function requestsOf(uri: vscode.Uri): Promise<RequestFile[]> {
  const operation = operationOfFile(uri.path);
  return operation
    ? [{ uri, name: nameOfFile(uri.path), operation }]
    : namedRequestsIn(await vscode.workspace.openTextDocument(uri));
}

/**
 * The requests of a file with several. What cannot be sent is in the list, too: it is refused before anything is sent,
 * and the user is told why.
 */
export function namedRequestsIn(document: vscode.TextDocument): RequestFile[] {
  const text = document.getText();
  const { requests, unreadable } = namedRequestsOf(document);
  const { uri } = document;
  if (unreadable) return [{ uri, name: nameOfFile(uri.path), operation: 'get', named: { index: 0, name: undefined } }];
  return requests.map((request) => {
    const { index, name, operation } = request;
    return {
      uri,
      name: name ?? vscode.l10n.t('Request {0}', index + 1),
      operation: operation ?? 'get',
      named: { index, name, contents: contentsOf(request, text) },
    };
  });
}

/** Asks for a folder with requests: one of a group, or any. Undefined if there is none, or if the user cancels. */
export async function folderToSend(
  row: RequestsNode | undefined,
  requests: RequestFiles,
  personal: PersonalFiles,
): Promise<vscode.Uri | undefined> {
  const isWanted = (place: string, folder?: vscode.Uri): boolean =>
    row?.kind !== 'group' || (row.place === place && row.folder?.path === folder?.path);
  const roots = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => isWanted('workspace', uri));
  const lists = await Promise.all([
    ...roots.map(({ uri }) => requests.list(uri)),
    ...(isWanted('personal', personal.folder) ? [personal.list()] : []),
  ]);
  const files = lists.flat();
  const folders = foldersOf(files);
  if (!folders.length) {
    void showInformation(vscode.l10n.t('There are no request files yet.'));
    return undefined;
  }
  // A row says which folder it is. From the Command Palette, nothing has named it yet.
  if (row && folders.length === 1) return folders[0];
  const items = folders.map((folder) => {
    const count = files.filter((uri) => folderOf(uri).path === folder.path).length;
    return {
      label: oneLabel(folderLabel(folder, personal)),
      description: count === 1 ? vscode.l10n.t('1 request') : vscode.l10n.t('{0} requests', numberText(count)),
      folder,
    };
  });
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Send All in Folder'),
    placeHolder: vscode.l10n.t('Select a folder'),
    matchOnDescription: true,
  });
  return picked?.folder;
}
