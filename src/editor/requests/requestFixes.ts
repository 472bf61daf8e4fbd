import * as vscode from 'vscode';
import { hasNamedRequests } from '../../kapture/catalogue/registry.ts';
import { environmentFileName } from '../../kapture/variables/environment.ts';
import { definedName, variablesIn } from '../../kapture/variables/variables.ts';
import { environmentFileFor } from '../shared/documents/files.ts';
import { operationOfRequest, wholeRequest } from '../shared/documents/requestText.ts';
import { unclosedVariable, unknownVariable } from '../shared/documents/variableMarks.ts';
import { diagnosticSource } from '../shared/ids.ts';
import type { Targets } from '../shared/targets.ts';
import { definitionOf } from './defineVariable.ts';
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
    // Any JSON can be sent, including a document that is not a request file.
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
  const definition = file && use && (await definitionOf(use.name, file));
  if (!definition) return undefined;
  const fix = new vscode.CodeAction(
    vscode.l10n.t('Define {0} in {1}', definedName(use.name), environmentFileName),
    vscode.CodeActionKind.QuickFix,
  );
  fix.edit = definition.edit;
  fix.command = {
    command: 'vscode.open',
    title: fix.title,
    arguments: [file, { selection: definition.selection } satisfies vscode.TextDocumentShowOptions],
  };
  fix.diagnostics = [diagnostic];
  return fix;
}
