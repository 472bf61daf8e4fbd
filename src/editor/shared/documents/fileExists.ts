import * as vscode from 'vscode';

/** Whether a file exists. False if that cannot be determined. */
export async function fileExists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
