import * as vscode from 'vscode';
import { columnOf } from '../../shared/documents/editUri.ts';

/** Opens the headers of a response next to it instead of replacing it. */
export async function openHeaders(headers: vscode.Uri, response: vscode.Uri): Promise<void> {
  const viewColumn = columnOf(response) ?? vscode.ViewColumn.Active;
  await vscode.window.showTextDocument(headers, { preview: false, viewColumn });
}
