import { applyEdits, findNodeAtLocation, modify, parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';
import { hasNamedRequests } from '../../kapture/catalogue/registry.ts';
import { jsonDepth, maxJsonDepth } from '../../kapture/json/jsonLimits.ts';
import { environmentFileName } from '../../kapture/variables/environment.ts';
import { definedName, variablesIn } from '../../kapture/variables/variables.ts';
import { isLongDocument } from '../shared/documents/documentChecks.ts';
import { environmentFileFor, readText } from '../shared/documents/files.ts';
import { operationOfRequest, wholeRequest } from '../shared/documents/requestText.ts';
import { unclosedVariable, unknownVariable } from '../shared/documents/variableMarks.ts';
import { diagnosticSource } from '../shared/ids.ts';
import type { Targets } from '../shared/targets.ts';
import { dialectFixes, writtenForm } from './documentDialect.ts';
import type { FailureDiagnostics } from './failureDiagnostics.ts';
import { failureFixes } from './failureFixes.ts';
import { misspelledFixes } from './requestDiagnostics.ts';
import { namedRequestsWith } from './selectRequest.ts';

/** The quick fixes for the diagnostics of a document with one or several requests. */
export async function requestFixes(
  document: vscode.TextDocument,
  context: vscode.CodeActionContext,
  targets: Targets,
  failures: FailureDiagnostics,
): Promise<vscode.CodeAction[]> {
  const { diagnostics } = context;
  // VS Code requests quick fixes after each keystroke and cursor move, and the document may be megabytes.
  if (isForSave(context) || !diagnostics.some(({ source }) => source === diagnosticSource)) return [];
  const refused = failures.refusalOf(document);
  const parts = hasNamedRequests(document.uri.path)
    ? namedRequestsWith(document, diagnostics)
    : [{ operation: operationOfRequest(document), request: wholeRequest(document), diagnostics }];
  const fixes = parts.flatMap(({ operation, request, diagnostics: own }) => {
    // Any JSON can be sent, also if it is not a request file.
    const form = operation ? writtenForm(operation, document, targets, request.text) : refused?.form;
    const part = { operation, request };
    return [
      ...(form ? failureFixes(request, form, refused, own) : []),
      ...dialectFixes(part, own, targets),
      ...misspelledFixes(part, own, targets),
    ];
  });
  return [...fixes, ...(await variableFixes(document, diagnostics))];
}

/**
 * Whether quick fixes are requested to be applied without a click. A workspace can do that with
 * `editor.codeActionsOnSave`, and a fix can change user settings or send a request.
 */
function isForSave({ triggerKind, only }: vscode.CodeActionContext): boolean {
  return triggerKind === vscode.CodeActionTriggerKind.Automatic && only !== undefined;
}

/**
 * Quick fixes for variables that are not closed, and for those without a value: define the variable in
 * `kapture.env.json` and go there.
 */
export async function variableFixes(
  document: vscode.TextDocument,
  diagnostics: readonly vscode.Diagnostic[],
): Promise<vscode.CodeAction[]> {
  const file = environmentFileFor(document.uri);
  const own = diagnostics.filter(({ source }) => source === diagnosticSource);
  const unknown = own.filter(({ code }) => code === unknownVariable);
  const fixes = await Promise.all(unknown.map((diagnostic) => fixOf(document, diagnostic, file)));
  const unclosed = own.filter(({ code }) => code === unclosedVariable);
  return [...unclosed.map((diagnostic) => closeFix(document, diagnostic)), ...fixes.filter((fix) => fix !== undefined)];
}

function closeFix(document: vscode.TextDocument, diagnostic: vscode.Diagnostic): vscode.CodeAction {
  const missing = document.getText(diagnostic.range).endsWith('}') ? '}' : '}}';
  const fix = new vscode.CodeAction(vscode.l10n.t('Close with {0}', '}}'), vscode.CodeActionKind.QuickFix);
  fix.edit = new vscode.WorkspaceEdit();
  fix.edit.insert(document.uri, diagnostic.range.end, missing);
  fix.diagnostics = [diagnostic];
  fix.isPreferred = true;
  return fix;
}

async function fixOf(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  file: vscode.Uri | undefined,
): Promise<vscode.CodeAction | undefined> {
  const [use] = variablesIn(`"${document.getText(diagnostic.range)}"`);
  // Built-in variables cannot be defined by the user.
  if (!file || !use || use.name.startsWith('$')) return undefined;
  const current = await currentText(file);
  if (!current || jsonDepth(current.text) > maxJsonDepth) return undefined;
  const text = current.text.trim() ? current.text : '{}\n';
  const name = definedName(use.name);
  const path = ['variables', name];
  const edits = modify(text, path, '', { formattingOptions: { insertSpaces: true, tabSize: 2, eol: '\n' } });
  const changed = applyEdits(text, edits);
  const value = findNodeAtLocation(parseTree(changed) ?? { type: 'null', offset: 0, length: 0 }, path);
  if (!value) return undefined;
  const fix = new vscode.CodeAction(
    vscode.l10n.t('Define {0} in {1}', name, environmentFileName),
    vscode.CodeActionKind.QuickFix,
  );
  fix.edit = new vscode.WorkspaceEdit();
  if (!current.exists) fix.edit.createFile(file, { ignoreIfExists: true });
  fix.edit.replace(
    file,
    new vscode.Range(new vscode.Position(0, 0), positionIn(current.text, current.text.length)),
    changed,
  );
  const cursor = positionIn(changed, value.offset + 1);
  fix.command = {
    command: 'vscode.open',
    title: fix.title,
    arguments: [file, { selection: new vscode.Range(cursor, cursor) } satisfies vscode.TextDocumentShowOptions],
  };
  fix.diagnostics = [diagnostic];
  return fix;
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
