import * as vscode from 'vscode';
import { nameChange } from '../../kapture/nameChange.ts';
import { editedDocument } from '../editUri.ts';

/**
 * Has a file name the connection `to` where it names `from`, and changes nothing else; a file that does not name it stays as
 * it is. An open document can be undone, and has unsaved changes afterwards only if it had them before.
 */
export async function renameInFile(uri: vscode.Uri, from: string, to: string): Promise<void> {
  const document = editedDocument(uri);
  if (document) return renameInDocument(document, from, to);
  const bytes = await vscode.workspace.fs.readFile(uri);
  const text = utf8Text(bytes);
  // VS Code knows which other encoding a file has.
  if (text === undefined) return renameInDocument(await vscode.workspace.openTextDocument(uri), from, to);
  const change = nameChange(uri.path, text, from, to);
  if (!change) return;
  const end = change.offset + change.length;
  const renamed = text.slice(0, change.offset) + change.text + text.slice(end);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(renamed));
}

async function renameInDocument(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const { uri, isDirty } = document;
  const change = nameChange(uri.path, document.getText(), from, to);
  if (!change) return;
  const place = new vscode.Range(
    document.positionAt(change.offset),
    document.positionAt(change.offset + change.length),
  );
  const edit = new vscode.WorkspaceEdit();
  edit.replace(uri, place, change.text);
  const isDone = (await vscode.workspace.applyEdit(edit)) && (isDirty || (await document.save()));
  if (!isDone) throw new Error(vscode.l10n.t('It could not be changed.'));
}

/** The text with its byte order mark; undefined for bytes in another encoding. */
function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
