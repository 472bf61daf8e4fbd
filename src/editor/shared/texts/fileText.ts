import { workspace, type Uri } from 'vscode';
import { oneLine } from './plainText.ts';

/** Where a file is, for a message: its path in the workspace, otherwise the whole path. */
export function fileText(file: Uri): string {
  return oneLine(workspace.asRelativePath(file), 200);
}
