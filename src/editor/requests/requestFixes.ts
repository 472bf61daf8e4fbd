import * as vscode from 'vscode';
import { hasNamedRequests } from '../../kapture/catalogue/registry.ts';
import { writtenForm } from './documentForm.ts';
import { diagnosticSource } from '../shared/ids.ts';
import { wholeRequest } from '../shared/documents/requestText.ts';
import type { RequestVariables, Targets } from '../shared/ports.ts';
import { dialectFixes } from './convertRequest.ts';
import type { FailureDiagnostics } from './failureDiagnostics.ts';
import { failureFixes } from './failureFixes.ts';
import { misspelledFixes } from './misspelledKeys.ts';
import { operationOfRequest } from '../shared/documents/operationOfRequest.ts';
import { namedRequestsWith } from './selectNamedRequest.ts';
import { variableFixes } from './variableFixes.ts';

/** What the quick fixes of requests need. */
export interface RequestFixPorts {
  readonly targets: Targets;
  readonly variables: RequestVariables;
  readonly failures: FailureDiagnostics;
}

/** The quick fixes for the diagnostics of a document with one or several requests. */
export async function requestFixes(
  document: vscode.TextDocument,
  context: vscode.CodeActionContext,
  { targets, variables, failures }: RequestFixPorts,
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
      ...(form ? failureFixes(part, form, refused, (other) => variables.knownLookup(other), own) : []),
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
