import * as vscode from 'vscode';
import { environmentFileName } from '../../../kapture/variables/environment.ts';

/** The `kapture.env.json` for a document: that of its folder, else of the first; undefined where none is open. */
export function environmentFileFor(document: vscode.Uri): vscode.Uri | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(document) ?? vscode.workspace.workspaceFolders?.[0];
  return folder && vscode.Uri.joinPath(folder.uri, environmentFileName);
}
