import * as vscode from 'vscode';

/**
 * Identifies the open workspace, the same in all its windows; undefined without a workspace.
 * `ExtensionContext.storageUri` cannot be used, because VS Code gives two windows of the same folder different ones.
 */
export function workspaceId(): string | undefined {
  return (vscode.workspace.workspaceFile ?? vscode.workspace.workspaceFolders?.[0]?.uri)?.toString();
}
