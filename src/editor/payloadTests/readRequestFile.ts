import * as vscode from 'vscode';
import { realPathInside } from '../../kapture/payloadTests/realPathInside.ts';
import type { RequestFile } from '../../kapture/payloadTests/runCase.ts';
import { readText } from '../shared/documents/readText.ts';

/**
 * Reads a request file by its path relative to a test file, from its editor if one is open. The file must be inside the
 * workspace folder of the test file, or inside the test file's own folder if it is outside the workspace.
 */
export async function readRequestFile(tests: vscode.Uri, path: string): Promise<RequestFile> {
  const base = fileUriOf(tests);
  if (!base) return { refusal: 'outside' };
  const root = vscode.workspace.getWorkspaceFolder(base)?.uri ?? vscode.Uri.joinPath(base, '..');
  const target = vscode.Uri.joinPath(base, '..', path);
  const real = target.scheme === 'file' ? await realFile(root, target) : await fileWithoutLinks(root, target);
  if (!real) return { refusal: 'outside' };
  const open = vscode.workspace.textDocuments.find((document) =>
    [target.toString(), real.toString()].includes(document.uri.toString()),
  );
  const text = open ? open.getText() : await readText(real);
  return text === undefined ? { refusal: 'too-long' } : { text };
}

/** The URI of a test file, or the URI where a draft will be saved; undefined for a draft if no folder is open. */
function fileUriOf(tests: vscode.Uri): vscode.Uri | undefined {
  if (tests.scheme !== 'untitled') return tests;
  if (tests.path.startsWith('/')) return tests.with({ scheme: 'file' });
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder && vscode.Uri.joinPath(folder, tests.path);
}

/** A local file with all symbolic links resolved; undefined if it is outside the root. */
async function realFile(root: vscode.Uri, target: vscode.Uri): Promise<vscode.Uri | undefined> {
  const real = await realPathInside(root.fsPath, target.fsPath);
  return real === undefined ? undefined : vscode.Uri.file(real);
}

/**
 * A file of another file system, which reports symbolic links but not their targets. Undefined if it is outside the
 * root, or if any part of its path is a link.
 */
async function fileWithoutLinks(root: vscode.Uri, target: vscode.Uri): Promise<vscode.Uri | undefined> {
  const start = root.path.endsWith('/') ? root.path : `${root.path}/`;
  if (!target.path.startsWith(start)) return undefined;
  let at = root;
  for (const name of target.path.slice(start.length).split('/')) {
    at = vscode.Uri.joinPath(at, name);
    if ((await vscode.workspace.fs.stat(at)).type & vscode.FileType.SymbolicLink) return undefined;
  }
  return target;
}
