import * as vscode from 'vscode';
import { type WrittenCase, addCase, newTestFile } from '../../kapture/payloadTests/newCase.ts';
import type { JsonChange } from '../../kapture/json/changedJson.ts';
import { testSuffix } from '../../kapture/payloadTests/testCase.ts';
import { newDraftUri } from '../shared/documents/requestText.ts';

/** Changes a test file in its editor, without saving it, and shows what was written. */
export async function changeTestFile(uri: vscode.Uri, change: (text: string) => JsonChange): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const { edits, place } = change(document.getText());
  const edit = new vscode.WorkspaceEdit();
  for (const { offset, length, content } of edits)
    edit.replace(uri, new vscode.Range(document.positionAt(offset), document.positionAt(offset + length)), content);
  await vscode.workspace.applyEdit(edit);
  await show(document, place);
}

/**
 * Adds a case to a test file, or writes it into a new, unsaved one. Only `templates` and secrets in it have variables.
 */
export async function writeNewCase(
  file: vscode.Uri | 'new',
  added: WrittenCase,
  templates: ReadonlySet<string>,
): Promise<void> {
  if (file !== 'new') return changeTestFile(file, (text) => addCase(text, added, templates));
  const document = await vscode.workspace.openTextDocument(await newDraftUri('payload-tests', testSuffix));
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(0, 0), newTestFile(added, templates));
  await vscode.workspace.applyEdit(edit);
  await show(document, { offset: 0, length: 0 });
}

async function show(
  document: vscode.TextDocument,
  { offset, length }: { readonly offset: number; readonly length: number },
): Promise<void> {
  const selection = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
  await vscode.window.showTextDocument(document, { preview: false, selection });
}
