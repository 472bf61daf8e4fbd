import * as vscode from 'vscode';
import { showInformation } from '../shared/dialogs/messages.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import type { PersonalFiles, RequestFiles } from './requestFiles.ts';
import type { FolderNode, GroupNode } from './requestNodes.ts';
import { folderOf } from './requestStore.ts';

/** The folders of files, in the order of the files. */
function foldersOf(files: readonly vscode.Uri[]): vscode.Uri[] {
  return [...new Map(files.map((uri) => [uri.path.slice(0, uri.path.lastIndexOf('/')), folderOf(uri)])).values()];
}

/** The display path of a folder. It includes the workspace folder only if there are several. */
export function folderLabel(folder: vscode.Uri, personal?: PersonalFiles): string {
  if (personal && isIn(personal.folder, folder))
    return vscode.l10n.t('Personal') + folder.path.slice(personal.folder.path.length);
  const root = vscode.workspace.getWorkspaceFolder(folder);
  const inside = root && folder.path === root.uri.path ? root.name : vscode.workspace.asRelativePath(folder);
  return `${inside}/`;
}

/** Whether a path is that of a folder, or is in it. */
export function isIn(folder: vscode.Uri, { path }: vscode.Uri): boolean {
  return `${path}/`.startsWith(`${folder.path}/`);
}

/**
 * Asks for a folder with requests: one below a row, or any folder. Undefined if there is none, or if the user cancels.
 */
export async function folderToSend(
  row: GroupNode | FolderNode | undefined,
  requests: RequestFiles,
  personal: PersonalFiles,
): Promise<vscode.Uri | undefined> {
  const lists = await Promise.all([
    ...(vscode.workspace.workspaceFolders ?? []).map(({ uri }) => requests.list(uri)),
    personal.list(),
  ]);
  const files = lists.flat().filter((uri) => !row?.folder || isIn(row.folder, uri));
  const folders = foldersOf(files);
  if (!folders.length) {
    void showInformation(vscode.l10n.t('There are no request files yet.'));
    return undefined;
  }
  // A row names its folder. The Command Palette does not, so the user is asked even about a single folder.
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
