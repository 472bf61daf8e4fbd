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

const excluded = '**/node_modules/**';

/** The URI schemes that VS Code can search. For others it waits for a search provider that may never be registered. */
const searchableSchemes: readonly string[] = ['file', 'vscode-remote', 'vscode-vfs'];

/** The maximum number of folders read in another file system, because each may be a network request. */
const maxFolders = 500;

/**
 * Finds up to `maxCount` files of the workspace, without those in `node_modules`. `isWanted` must accept the same file
 * names as `pattern`; it is used for file systems that VS Code cannot search.
 */
export async function findFiles(
  pattern: string,
  isWanted: (name: string) => boolean,
  maxCount?: number,
  token?: vscode.CancellationToken,
): Promise<vscode.Uri[]> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.every(({ uri }) => searchableSchemes.includes(uri.scheme)))
    return vscode.workspace.findFiles(pattern, excluded, maxCount, token);
  const found = await Promise.all(
    folders.map((folder) =>
      searchableSchemes.includes(folder.uri.scheme)
        ? vscode.workspace.findFiles(new vscode.RelativePattern(folder, pattern), excluded, maxCount, token)
        : walk(folder.uri, isWanted, token),
    ),
  );
  return found.flat().slice(0, maxCount);
}

/** Searches a folder and its subfolders, level by level. */
async function walk(
  root: vscode.Uri,
  isWanted: (name: string) => boolean,
  token: vscode.CancellationToken | undefined,
): Promise<vscode.Uri[]> {
  const found: vscode.Uri[] = [];
  let left = maxFolders;
  for (let level = [root]; level.length && left > 0 && !token?.isCancellationRequested;) {
    const batch = level.slice(0, left);
    left -= batch.length;
    const next: vscode.Uri[] = [];
    await Promise.all(
      batch.map(async (folder) => {
        for (const [name, type] of await entriesOf(folder)) {
          const uri = vscode.Uri.joinPath(folder, name);
          if (type & vscode.FileType.File) {
            if (isWanted(name)) found.push(uri);
          } else if (type === vscode.FileType.Directory && name !== 'node_modules' && name !== '.git') next.push(uri);
        }
      }),
    );
    level = next;
  }
  return found;
}

/** Empty for a folder that cannot be read. */
async function entriesOf(folder: vscode.Uri): Promise<readonly [string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch {
    return [];
  }
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
