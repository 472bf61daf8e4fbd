import * as vscode from 'vscode';

/** Opens the headers of a response next to it instead of replacing it. */
export async function openHeaders(headers: vscode.Uri, response: vscode.Uri): Promise<void> {
  await vscode.window.showTextDocument(headers, { preview: false, viewColumn: columnOf(response) });
}

function columnOf(uri: vscode.Uri): vscode.ViewColumn {
  return (
    vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString())?.viewColumn ??
    vscode.ViewColumn.Active
  );
}
