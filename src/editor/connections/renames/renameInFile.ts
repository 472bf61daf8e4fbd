import { randomUUID } from 'node:crypto';
import { realpath, rename } from 'node:fs/promises';
import * as vscode from 'vscode';
import { nameChange } from '../../../kapture/connection/nameChange.ts';
import { editedDocument } from '../../shared/documents/editUri.ts';
import { renameInBytes } from './renameInBytes.ts';

/**
 * Replaces the connection name `from` with `to` in a file; the rest of the file is unchanged. In an open document the
 * change can be undone, and it is saved unless the document had unsaved changes. Throws if the file cannot be changed.
 */
export async function renameInFile(uri: vscode.Uri, from: string, to: string): Promise<void> {
  const document = editedDocument(uri);
  if (document) return renameInDocument(document, from, to);
  const renamed = renameInBytes(uri.path, await vscode.workspace.fs.readFile(uri), from, to);
  if (renamed) await replaceFile(uri, renamed);
}

/** Writes a temporary file and renames it, so that a full disk or a crash never leaves a half-written request. */
async function replaceFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
  const isLocal = uri.scheme === 'file';
  // Replaces the target of a symbolic link, not the link.
  const target = isLocal ? vscode.Uri.file(await realpath(uri.fsPath)) : uri;
  const draft = vscode.Uri.joinPath(target, '..', `.${randomUUID()}.tmp`);
  try {
    // The copy inherits the permissions, so a write-protected file is not replaced.
    await vscode.workspace.fs.copy(target, draft);
    await vscode.workspace.fs.writeFile(draft, content);
    // VS Code's rename deletes the target first, so it is not atomic.
    if (isLocal) await rename(draft.fsPath, target.fsPath);
    else await vscode.workspace.fs.rename(draft, target, { overwrite: true });
  } catch (error) {
    await vscode.workspace.fs.delete(draft).then(undefined, () => undefined);
    throw error;
  }
}

async function renameInDocument(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const { uri, isDirty } = document;
  const text = document.getText();
  const change = nameChange(uri.path, text, from, to);
  if (!change) return;
  // Saving would lose the bytes that VS Code could not decode.
  if (!isDirty && text.includes('\uFFFD')) throw new Error(vscode.l10n.t('It could not be changed.'));
  const place = new vscode.Range(
    document.positionAt(change.offset),
    document.positionAt(change.offset + change.length),
  );
  const edit = new vscode.WorkspaceEdit();
  edit.replace(uri, place, change.text);
  const isDone = (await vscode.workspace.applyEdit(edit)) && (isDirty || (await document.save()));
  if (!isDone) throw new Error(vscode.l10n.t('It could not be changed.'));
}
