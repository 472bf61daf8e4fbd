import { applyEdits, findNodeAtLocation, modify, parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';
import { jsonDepth, maxJsonDepth } from '../../kapture/json/jsonLimits.ts';
import { environmentFileName } from '../../kapture/variables/environment.ts';
import { definedName } from '../../kapture/variables/variables.ts';
import { isLongDocument } from '../shared/documents/documentChecks.ts';
import { readText } from '../shared/documents/files.ts';
import { UserError } from '../shared/dialogs/messages.ts';

/** An edit that adds a variable without a value to `kapture.env.json`, and where its value is then typed. */
interface Definition {
  readonly edit: vscode.WorkspaceEdit;
  readonly selection: vscode.Range;
}

/** Defines a variable in `kapture.env.json` and goes there. */
export async function defineVariable(name: string, file: vscode.Uri): Promise<void> {
  const definition = await definitionOf(name, file);
  if (!definition || !(await vscode.workspace.applyEdit(definition.edit)))
    throw new UserError(vscode.l10n.t('{0} could not be changed.', environmentFileName));
  await vscode.window.showTextDocument(file, { selection: definition.selection });
}

/** Undefined for a built-in variable, which users cannot define, and for a file that cannot be changed. */
export async function definitionOf(variable: string, file: vscode.Uri): Promise<Definition | undefined> {
  if (variable.startsWith('$')) return undefined;
  const current = await currentText(file);
  if (!current || jsonDepth(current.text) > maxJsonDepth) return undefined;
  const text = current.text.trim() ? current.text : '{}\n';
  const path = ['variables', definedName(variable)];
  const edits = modify(text, path, '', { formattingOptions: { insertSpaces: true, tabSize: 2, eol: '\n' } });
  const changed = applyEdits(text, edits);
  const value = findNodeAtLocation(parseTree(changed) ?? { type: 'null', offset: 0, length: 0 }, path);
  if (!value) return undefined;
  const edit = new vscode.WorkspaceEdit();
  if (!current.exists) edit.createFile(file, { ignoreIfExists: true });
  const whole = new vscode.Range(new vscode.Position(0, 0), positionIn(current.text, current.text.length));
  edit.replace(file, whole, changed);
  const cursor = positionIn(changed, value.offset + 1);
  return { edit, selection: new vscode.Range(cursor, cursor) };
}

/**
 * The text of an unsaved editor, or else of the file. A clean editor is ignored, because VS Code keeps the documents of
 * deleted files for a while. Undefined if the text is too long or cannot be read.
 */
async function currentText(file: vscode.Uri): Promise<{ readonly text: string; readonly exists: boolean } | undefined> {
  const unsaved = vscode.workspace.textDocuments.find(
    ({ uri, isDirty }) => isDirty && uri.toString() === file.toString(),
  );
  if (unsaved) return isLongDocument(unsaved) ? undefined : { text: unsaved.getText(), exists: true };
  try {
    const text = await readText(file);
    return text === undefined ? undefined : { text, exists: true };
  } catch (error) {
    const isMissing = error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
    return isMissing ? { text: '', exists: false } : undefined;
  }
}

function positionIn(text: string, offset: number): vscode.Position {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return new vscode.Position(lines.length - 1, lines.at(-1)!.length);
}
