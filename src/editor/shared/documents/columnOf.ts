import * as vscode from 'vscode';

/** The column of a document's tab, preferably the active column; undefined if it has no tab. */
export function columnOf(uri: vscode.Uri): vscode.ViewColumn | undefined {
  const { activeTabGroup, all } = vscode.window.tabGroups;
  const isOf = ({ input }: vscode.Tab): boolean =>
    input instanceof vscode.TabInputText && input.uri.toString() === uri.toString();
  return [activeTabGroup, ...all].find(({ tabs }) => tabs.some(isOf))?.viewColumn;
}
