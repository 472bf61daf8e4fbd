import * as vscode from 'vscode';

/** Whether there is such a file; one that nobody can tell about counts as none. */
export async function isThere(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
