import { randomUUID } from 'node:crypto';
import { realpath, rename } from 'node:fs/promises';
import * as vscode from 'vscode';
import { nameChange } from '../../kapture/connection/nameChange.ts';
import { editedDocument } from '../shared/documents/editUri.ts';
import { renamedBytes } from './renamedBytes.ts';

/**
 * Has a file name the connection `to` where it names `from`, and changes nothing else; a file that does not name it stays as
 * it is. An open document can be undone, and has unsaved changes afterwards only if it had them before.
 */
export async function renameInFile(uri: vscode.Uri, from: string, to: string): Promise<void> {
  const document = editedDocument(uri);
  if (document) return renameInDocument(document, from, to);
  const renamed = renamedBytes(uri.path, await vscode.workspace.fs.readFile(uri), from, to);
  if (renamed) await replaceFile(uri, renamed);
}

/** Writes beside the file and renames over it: a full disk or a crash must not leave half a request. */
async function replaceFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
  const isLocal = uri.scheme === 'file';
  // A link stays one.
  const target = isLocal ? vscode.Uri.file(await realpath(uri.fsPath)) : uri;
  const draft = vscode.Uri.joinPath(target, '..', `.${randomUUID()}.tmp`);
  try {
    // A copy has the permissions of the file, so one that is write-protected is not replaced.
    await vscode.workspace.fs.copy(target, draft);
    await vscode.workspace.fs.writeFile(draft, content);
    // VS Code deletes the target before it renames.
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
  // What VS Code could not decode would be lost on disk.
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
