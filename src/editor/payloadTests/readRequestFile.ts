import * as vscode from 'vscode';
import { realPathInside } from '../../kapture/payloadTests/realPathInside.ts';
import type { RequestFile } from '../../kapture/payloadTests/runCase.ts';
import { readText } from '../shared/documents/readText.ts';

/**
 * A request file, by its path relative to a file of tests: as it is in its editor, if one is open. It is below the workspace
 * folder of the tests; for tests outside of every workspace folder, below their own folder.
 */
export async function readRequestFile(tests: vscode.Uri, path: string): Promise<RequestFile> {
  const base = placeOf(tests);
  if (!base) return { refusal: 'outside' };
  const root = vscode.workspace.getWorkspaceFolder(base)?.uri ?? vscode.Uri.joinPath(base, '..');
  const target = vscode.Uri.joinPath(base, '..', path);
  const real = target.scheme === 'file' ? await realFile(root, target) : await unlinkedFile(root, target);
  if (!real) return { refusal: 'outside' };
  const open = vscode.workspace.textDocuments.find((document) =>
    [target.toString(), real.toString()].includes(document.uri.toString()),
  );
  const text = open ? open.getText() : await readText(real);
  return text === undefined ? { refusal: 'too-long' } : { text };
}

/** Where a file of tests is, or where a draft would be saved. Undefined for a draft that has only a name, and no folder. */
function placeOf(tests: vscode.Uri): vscode.Uri | undefined {
  if (tests.scheme !== 'untitled') return tests;
  if (tests.path.startsWith('/')) return tests.with({ scheme: 'file' });
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder && vscode.Uri.joinPath(folder, tests.path);
}

/** A file of this machine with all links resolved; undefined outside of the root. */
async function realFile(root: vscode.Uri, target: vscode.Uri): Promise<vscode.Uri | undefined> {
  const real = await realPathInside(root.fsPath, target.fsPath);
  return real === undefined ? undefined : vscode.Uri.file(real);
}

/** A file of another file system, which says what is a link and not where to: so there is none on the way from the root. */
async function unlinkedFile(root: vscode.Uri, target: vscode.Uri): Promise<vscode.Uri | undefined> {
  const start = root.path.endsWith('/') ? root.path : `${root.path}/`;
  if (!target.path.startsWith(start)) return undefined;
  let at = root;
  for (const name of target.path.slice(start.length).split('/')) {
    at = vscode.Uri.joinPath(at, name);
    if ((await vscode.workspace.fs.stat(at)).type & vscode.FileType.SymbolicLink) return undefined;
  }
  return target;
}
