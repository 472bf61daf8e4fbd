import * as vscode from 'vscode';

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
