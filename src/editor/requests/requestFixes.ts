import * as vscode from 'vscode';
import { writtenForm } from '../shared/documents/documentForm.ts';
import type { RequestVariables, Targets } from '../shared/ports.ts';
import { dialectFixes } from './convertRequest.ts';
import type { FailureDiagnostics } from './failureDiagnostics.ts';
import { failureFixes } from './failureFixes.ts';
import { misspeltFixes } from './misspeltKeys.ts';
import { operationOfRequest } from './operationOfRequest.ts';
import { variableFixes } from './variableFixes.ts';

/** What the quick fixes of requests need. */
export interface RequestFixPorts {
  readonly targets: Targets;
  readonly variables: RequestVariables;
  readonly failures: FailureDiagnostics;
}

/** The quick fixes of a request's diagnostics. */
export async function requestFixes(
  document: vscode.TextDocument,
  context: vscode.CodeActionContext,
  { targets, variables, failures }: RequestFixPorts,
): Promise<vscode.CodeAction[]> {
  if (isForSave(context)) return [];
  const { diagnostics } = context;
  const operation = operationOfRequest(document);
  const refused = failures.refusalOf(document);
  // Any JSON can be sent, also if it is not a request file.
  const form = operation ? writtenForm(operation, document, targets) : refused?.form;
  return [
    ...(form ? failureFixes(document, form, refused, (other) => variables.knownLookup(other), diagnostics) : []),
    ...dialectFixes(document, diagnostics, targets),
    ...misspeltFixes(document, diagnostics, targets),
    ...(await variableFixes(document, diagnostics)),
  ];
}

/**
 * Whether quick fixes are requested to be applied without a click. A workspace can do that with
 * `editor.codeActionsOnSave`, and a fix can change user settings or send a request.
 */
function isForSave({ triggerKind, only }: vscode.CodeActionContext): boolean {
  return triggerKind === vscode.CodeActionTriggerKind.Automatic && only !== undefined;
}
