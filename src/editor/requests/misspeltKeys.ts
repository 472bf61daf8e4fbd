import * as vscode from 'vscode';
import { misspeltFields } from '../../kapture/catalogue/misspeltFields.ts';
import { operationOfFile, type OperationId } from '../../kapture/catalogue/registry.ts';
import { keySpans } from '../../kapture/exchange/requestBody.ts';
import { isLongDocument } from '../shared/documents/longDocument.ts';
import { diagnosticSource } from '../shared/ids.ts';

const misspelt = 'misspelt-field';

/** A key in a request that resembles a documented field, and that field. */
interface MisspeltKey {
  readonly suggestion: string;
  readonly diagnostic: vscode.Diagnostic;
}

/** Finds keys that resemble a documented field. Other unknown keys may be custom fields of the tenant. */
export function misspeltKeys(operation: OperationId, document: vscode.TextDocument): MisspeltKey[] {
  const spans = keySpans(document.getText());
  return [...misspeltFields(operation, [...spans.keys()])].map(([name, suggestion]) => {
    const { offset, length } = spans.get(name)!;
    const diagnostic = new vscode.Diagnostic(
      new vscode.Range(document.positionAt(offset), document.positionAt(offset + length)),
      vscode.l10n.t('Did you mean {0}?', suggestion),
      vscode.DiagnosticSeverity.Information,
    );
    return { suggestion, diagnostic: Object.assign(diagnostic, { source: diagnosticSource, code: misspelt }) };
  });
}

/** Quick fixes that replace a misspelt key. */
export function misspeltFixes(
  document: vscode.TextDocument,
  diagnostics: readonly vscode.Diagnostic[],
): vscode.CodeAction[] {
  const ours = diagnostics.filter(({ source, code }) => source === diagnosticSource && code === misspelt);
  const operation = operationOfFile(document.uri.path);
  if (!ours.length || !operation || isLongDocument(document)) return [];
  const keys = misspeltKeys(operation, document);
  return ours.flatMap((diagnostic) => {
    const key = keys.find((candidate) => candidate.diagnostic.range.isEqual(diagnostic.range));
    if (!key) return [];
    const fix = new vscode.CodeAction(vscode.l10n.t('Rename to {0}', key.suggestion), vscode.CodeActionKind.QuickFix);
    fix.edit = new vscode.WorkspaceEdit();
    fix.edit.replace(document.uri, diagnostic.range, JSON.stringify(key.suggestion));
    fix.diagnostics = [diagnostic];
    fix.isPreferred = true;
    return [fix];
  });
}
