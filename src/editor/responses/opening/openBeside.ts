import * as vscode from 'vscode';
import { historyScheme, responseScheme } from '../../shared/ids.ts';

/**
 * Opens a response beside the request without moving the focus, in the column of the previous response if it is
 * visible.
 */
export async function openBeside(uri: vscode.Uri, preview: boolean): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, {
    viewColumn: columnOfResponses() ?? columnBeside(),
    preserveFocus: true,
    preview,
  });
}

/** A column next to the active one, preferably an existing one, because three columns are too narrow. */
function columnBeside(): vscode.ViewColumn {
  if (!vscode.window.activeTextEditor) return vscode.ViewColumn.Active;
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const columns = all.map(({ viewColumn }) => viewColumn);
  const neighbors = [activeTabGroup.viewColumn + 1, activeTabGroup.viewColumn - 1];
  return neighbors.find((column) => columns.includes(column)) ?? vscode.ViewColumn.Beside;
}

/** A response of the history counts if it is active, because its request is then sent again from there. */
function columnOfResponses(): vscode.ViewColumn | undefined {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const showsOne = (schemes: readonly string[], { activeTab }: vscode.TabGroup): boolean =>
    activeTab?.input instanceof vscode.TabInputText && schemes.includes(activeTab.input.uri.scheme);
  return showsOne([responseScheme, historyScheme], activeTabGroup)
    ? activeTabGroup.viewColumn
    : all.find((group) => showsOne([responseScheme], group))?.viewColumn;
}
