import * as vscode from 'vscode';

/**
 * Whether an editor in front shows a document: by itself, or as a side of a comparison. VS Code announces a tab before it
 * reads the tab's file, and reads none for a tab in the background. So a read of anything else is not the user's: a
 * `$schema` or `$ref` in a file of the workspace, a setting, or another extension.
 */
export function isShown(uri: vscode.Uri): boolean {
  return vscode.window.tabGroups.all
    .flatMap(({ activeTab }) => (activeTab ? urisOf(activeTab) : []))
    .some((other) => other.toString() === uri.toString());
}

function urisOf({ input }: vscode.Tab): vscode.Uri[] {
  const { uri, original, modified } = (input ?? {}) as { uri?: unknown; original?: unknown; modified?: unknown };
  return [uri, original, modified].filter((candidate) => candidate instanceof vscode.Uri);
}
