import * as vscode from 'vscode';
import type { OtherFile } from '../../kapture/payloadTests/otherFiles.ts';
import { realPathInside } from '../../kapture/payloadTests/testFiles.ts';
import { readText } from '../shared/documents/files.ts';

/**
 * Reads a file that tests name, by its path relative to their file, from its editor if one is open. It must be inside
 * the workspace folder of the test file, or inside the test file's own folder if it is outside the workspace.
 */
export async function readFileOfTests(tests: vscode.Uri, path: string): Promise<OtherFile> {
  const base = fileUriOf(tests);
  const target = uriOfTests(tests, path);
  if (!base || !target) return { refusal: 'outside' };
  const root = vscode.workspace.getWorkspaceFolder(base)?.uri ?? vscode.Uri.joinPath(base, '..');
  const real = target.scheme === 'file' ? await realFile(root, target) : undefined;
  if (!real) return { refusal: 'outside' };
  const open = vscode.workspace.textDocuments.find((document) =>
    [target.toString(), real.toString()].includes(document.uri.toString()),
  );
  const text = open ? open.getText() : await readText(real);
  return text === undefined ? { refusal: 'too-long' } : { text };
}

/** The URI of a file that tests name; undefined for tests in a draft if no folder is open. */
export function uriOfTests(tests: vscode.Uri, path: string): vscode.Uri | undefined {
  const base = fileUriOf(tests);
  return base && vscode.Uri.joinPath(base, '..', path);
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
