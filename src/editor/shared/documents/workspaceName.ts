import * as vscode from 'vscode';

/**
 * The address of the workspace that is open, the same in every window of it; undefined without one. VS Code gives two
 * windows of one folder different places to store things in (`ExtensionContext.storageUri`).
 */
export function workspaceName(): string | undefined {
  return (vscode.workspace.workspaceFile ?? vscode.workspace.workspaceFolders?.[0]?.uri)?.toString();
}
