import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { Uri, type Memento } from 'vscode';
import { maxJsonLength } from '../../../kapture/json/jsonLimits.ts';
import { environmentFileName } from '../../../kapture/variables/environment.ts';
import { oneLine } from '../texts/plainText.ts';

/**
 * The text of a file; undefined if it is larger than `maxJsonLength`. Rejects if it cannot be read, or if it is not a
 * file: a workspace can contain a link to `/dev/zero`, which has no size and never ends.
 */
export async function readText(uri: vscode.Uri): Promise<string | undefined> {
  const { size, type } = await vscode.workspace.fs.stat(uri);
  if (!(type & vscode.FileType.File))
    throw new Error(vscode.l10n.t('{0} is not a file.', oneLine(uri.path.split('/').at(-1)!)));
  return size > maxJsonLength ? undefined : new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

/** Whether a file exists. False if that cannot be determined. */
export async function fileExists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** Finds up to `maxCount` files of the workspace, without those in `node_modules`. */
export async function findFiles(
  pattern: string,
  maxCount?: number,
  token?: vscode.CancellationToken,
): Promise<vscode.Uri[]> {
  return vscode.workspace.findFiles(pattern, '**/node_modules/**', maxCount, token);
}

/** The folder of the personal snippets in the extension's global storage. */
export function personalFolder(storage: Uri): Uri {
  return Uri.joinPath(storage, 'snippets');
}

const folderKey = 'lastExportFolder';

/**
 * The folder to propose for a file with data of customers: the one that was used last, or else the user's. In the
 * workspace folder, it might be committed. `state` is shared by all windows.
 */
export async function exportFolder(state: Memento): Promise<Uri> {
  const last = state.get<string>(folderKey);
  const folder = last === undefined ? undefined : Uri.file(last);
  return folder && (await fileExists(folder)) ? folder : Uri.file(homedir());
}

/** Remembers the folder of a file for {@link exportFolder}. */
export async function keepExportFolder(state: Memento, file: Uri): Promise<void> {
  await state.update(folderKey, path.dirname(file.fsPath));
}

/**
 * The `kapture.env.json` for a document: in its workspace folder, or else in the first one; undefined without a folder.
 */
export function environmentFileFor(document: vscode.Uri): vscode.Uri | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(document) ?? vscode.workspace.workspaceFolders?.[0];
  return folder && vscode.Uri.joinPath(folder.uri, environmentFileName);
}
