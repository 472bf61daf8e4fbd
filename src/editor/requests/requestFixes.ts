import type * as vscode from 'vscode';
import { hasNamedRequests } from '../../kapture/catalogue/registry.ts';
import type { VariableLookup } from '../../kapture/variables/variables.ts';
import { writtenForm } from '../shared/documents/documentForm.ts';
import { wholeRequest } from '../shared/documents/requestText.ts';
import type { Targets } from '../shared/ports.ts';
import { dialectFixes } from './convertRequest.ts';
import type { Refusal } from './failureDiagnostics.ts';
import { failureFixes } from './failureFixes.ts';
import { misspeltFixes } from './misspeltKeys.ts';
import { operationOfRequest } from './operationOfRequest.ts';
import { namedRequestsWith } from './selectNamedRequest.ts';
import { variableFixes } from './variableFixes.ts';

/** The quick fixes for the diagnostics of a document with one or several requests. */
export async function requestFixes(
  document: vscode.TextDocument,
  diagnostics: readonly vscode.Diagnostic[],
  refused: Refusal | undefined,
  targets: Targets,
  lookupFor: (document: vscode.TextDocument) => VariableLookup,
): Promise<vscode.CodeAction[]> {
  const parts = hasNamedRequests(document.uri.path)
    ? namedRequestsWith(document, diagnostics)
    : [{ operation: operationOfRequest(document), request: wholeRequest(document), diagnostics }];
  const fixes = parts.flatMap(({ operation, request, diagnostics: own }) => {
    // Any JSON can be sent, also if it is not a request file.
    const form = operation ? writtenForm(operation, document, targets, request.text) : refused?.form;
    const part = { operation, request };
    return [
      ...(form ? failureFixes(part, form, refused, lookupFor, own) : []),
      ...dialectFixes(part, own, targets),
      ...misspeltFixes(part, own, targets),
    ];
  });
  return [...fixes, ...(await variableFixes(document, diagnostics))];
}
