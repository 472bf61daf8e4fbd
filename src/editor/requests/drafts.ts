import * as vscode from 'vscode';
import { formatLoose, readLoose } from '../../kapture/json/looseJson.ts';
import { operations, requestSuffix, type OperationId } from '../../kapture/catalogue/registry.ts';
import { pinComment } from '../../kapture/connection/pinnedConnection.ts';
import { newDraftUri } from '../shared/documents/newDraftUri.ts';
import { responseScheme } from '../shared/ids.ts';

/** The initial fields of a draft, in order. An empty value becomes a tab stop. */
export type DraftFields = Readonly<Record<string, string>>;

/** The fields of a new draft. Fields with a fixed value already contain it. */
export function emptyFields(operation: OperationId): DraftFields {
  return operations[operation].draft;
}

/**
 * Opens an unsaved request, pinned to `connection` if one is given. Its name contains the operation, from which VS Code
 * derives the schema. If a folder is open, it will be saved there. Until then VS Code keeps it, also over a restart.
 */
export async function openDraft(
  operation: OperationId,
  fields: DraftFields,
  connection?: string,
): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(await freeUri(operation));
  const editor = await showDraft(document);
  if (document.getText() === '')
    await editor.insertSnippet(
      new vscode.SnippetString(escapeSnippet(pinLine(connection)) + snippetOf(operation, fields)),
    );
  return editor;
}

/**
 * Opens an unsaved request with a given body. The body is formatted, but its values and the order of its keys are
 * unchanged.
 */
export async function openDraftOf(
  operation: OperationId,
  body: string,
  connection?: string,
): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(await freeUri(operation));
  const editor = await showDraft(document);
  const { title, shape } = operations[operation];
  const text = `${pinLine(connection)}// ${title}\n${formatLoose(shape === 'object' ? withoutArray(body) : body)}\n`;
  const top = new vscode.Position(0, 0);
  await editor.edit((edit) => edit.insert(top, text));
  editor.selection = new vscode.Selection(top, top);
  editor.revealRange(new vscode.Range(top, top));
  return editor;
}

/** The object of an array that contains nothing else, which is what is sent. Any other body is returned unchanged. */
function withoutArray(body: string): string {
  const { value } = readLoose(body);
  if (!Array.isArray(value) || value.length !== 1) return body;
  const inner = body.trim().slice(1, -1).trim();
  return inner.startsWith('{') && inner.endsWith('}') ? inner : body;
}

/**
 * Avoids the editor group of an active response, because the new request's own response would then open in a third
 * column.
 */
function showDraft(document: vscode.TextDocument): Thenable<vscode.TextEditor> {
  const active = vscode.window.activeTextEditor;
  const isResponse = active?.document.uri.scheme === responseScheme;
  const other = isResponse
    ? vscode.window.tabGroups.all.find(({ viewColumn }) => viewColumn !== active.viewColumn)
    : undefined;
  return vscode.window.showTextDocument(document, { preview: false, ...(other && { viewColumn: other.viewColumn }) });
}

function pinLine(connection: string | undefined): string {
  return connection === undefined ? '' : `${pinComment(connection)}\n`;
}

function snippetOf(operation: OperationId, fields: DraftFields): string {
  const { title, shape, draftIsOpen } = operations[operation];
  const indent = shape === 'array-of-one' ? '    ' : '  ';
  let stop = 0;
  const lines = Object.entries(fields).map(
    ([name, value]) => `${indent}"${name}": "\${${++stop}:${escapeSnippet(JSON.stringify(value).slice(1, -1))}}"`,
  );
  if (draftIsOpen) lines.push(`${indent}$0`);
  const body = lines.join(',\n');
  return shape === 'array-of-one' ? `// ${title}\n[\n  {\n${body}\n  }\n]\n` : `// ${title}\n{\n${body}\n}\n`;
}

function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

function freeUri(operation: OperationId): Promise<vscode.Uri> {
  return newDraftUri(operations[operation].title.toLowerCase().replaceAll(' ', '-'), requestSuffix(operation));
}
