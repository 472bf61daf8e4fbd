import * as vscode from 'vscode';

/**
 * Whether an active tab shows a document, alone or as a side of a comparison. VS Code announces a tab before it reads
 * the file, and does not read files of background tabs. So any other read does not come from the user, but from a
 * `$schema` or `$ref` in a workspace file, a setting, or another extension.
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
