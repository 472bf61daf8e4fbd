import * as vscode from 'vscode';

const skipped = '**/node_modules/**';

/** Whose files VS Code searches. Elsewhere an extension may do it or not, and VS Code waits for one that never comes. */
const searched: readonly string[] = ['file', 'vscode-remote', 'vscode-vfs'];

/** So many folders of another file system are looked into at most: each may be a request over a network. */
const mostFolders = 500;

/**
 * Files of the workspace, at most `most`: those that `pattern` names and `isWanted`, which says the same of a file's name,
 * agrees to. Folders of other programs' packages are left out.
 */
export async function findFiles(
  pattern: string,
  isWanted: (name: string) => boolean,
  most?: number,
  token?: vscode.CancellationToken,
): Promise<vscode.Uri[]> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.every(({ uri }) => searched.includes(uri.scheme)))
    return vscode.workspace.findFiles(pattern, skipped, most, token);
  const found = await Promise.all(
    folders.map((folder) =>
      searched.includes(folder.uri.scheme)
        ? vscode.workspace.findFiles(new vscode.RelativePattern(folder, pattern), skipped, most, token)
        : walk(folder.uri, isWanted, token),
    ),
  );
  return found.flat().slice(0, most);
}

/** Looks into a folder and those in it, level by level. */
async function walk(
  root: vscode.Uri,
  isWanted: (name: string) => boolean,
  token: vscode.CancellationToken | undefined,
): Promise<vscode.Uri[]> {
  const found: vscode.Uri[] = [];
  let left = mostFolders;
  for (let level = [root]; level.length && left > 0 && !token?.isCancellationRequested;) {
    const looked = level.slice(0, left);
    left -= looked.length;
    const next: vscode.Uri[] = [];
    await Promise.all(
      looked.map(async (folder) => {
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

/** One that cannot be read has nothing to show. */
async function entriesOf(folder: vscode.Uri): Promise<readonly [string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch {
    return [];
  }
}
