import * as vscode from 'vscode';
import { environmentFileName } from '../../../kapture/variables/environment.ts';

/**
 * The `kapture.env.json` for a document: in its workspace folder, or else in the first one; undefined without a folder.
 */
export function environmentFileFor(document: vscode.Uri): vscode.Uri | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(document) ?? vscode.workspace.workspaceFolders?.[0];
  return folder && vscode.Uri.joinPath(folder.uri, environmentFileName);
}
