import * as vscode from 'vscode';
import type { OperationForm } from '../../kapture/catalogue/form.ts';
import { schemaAtPath } from '../../kapture/catalogue/schemaAtPath.ts';
import type { FieldSchema } from '../../kapture/catalogue/vocabulary.ts';
import { misspeltFields } from '../../kapture/catalogue/misspeltFields.ts';
import { operationOfFile } from '../../kapture/catalogue/registry.ts';
import { RequestPlaces, type Place } from '../../kapture/exchange/requestPlaces.ts';
import { writtenForm } from '../shared/documents/documentForm.ts';
import { isLongDocument } from '../shared/documents/longDocument.ts';
import type { Targets } from '../shared/ports.ts';
import { diagnosticSource } from '../shared/ids.ts';

const misspelt = 'misspelt-field';

/** A key in a request that resembles a documented field, and that field. */
interface MisspeltKey {
  readonly name: string;
  readonly suggestion: string;
  readonly diagnostic: vscode.Diagnostic;
}

/**
 * Finds keys, at every documented level of a form, that resemble a field. Other unknown keys may be custom fields of
 * the tenant, and the `known` ones are.
 */
export function misspeltKeys(
  { request }: OperationForm,
  document: vscode.TextDocument,
  known: readonly string[] = [],
): MisspeltKey[] {
  const schema = request();
  return new RequestPlaces(document.getText()).objects().flatMap(({ path, names }) => {
    const fields = schemaAtPath(schema, path)?.properties;
    return fields ? misspeltKeysIn(fields, names, document).filter(({ name }) => !known.includes(name)) : [];
  });
}

function misspeltKeysIn(
  fields: Readonly<Record<string, FieldSchema>>,
  names: ReadonlyMap<string, Place>,
  document: vscode.TextDocument,
): MisspeltKey[] {
  return [...misspeltFields(fields, [...names.keys()])].map(([name, suggestion]) => {
    const { offset, length } = names.get(name)!;
    const diagnostic = new vscode.Diagnostic(
      new vscode.Range(document.positionAt(offset), document.positionAt(offset + length)),
      vscode.l10n.t('Did you mean {0}?', suggestion),
      vscode.DiagnosticSeverity.Information,
    );
    return { name, suggestion, diagnostic: Object.assign(diagnostic, { source: diagnosticSource, code: misspelt }) };
  });
}

/** Quick fixes that replace a misspelled key. */
export function misspeltFixes(
  document: vscode.TextDocument,
  diagnostics: readonly vscode.Diagnostic[],
  targets: Targets,
): vscode.CodeAction[] {
  const ours = diagnostics.filter(({ source, code }) => source === diagnosticSource && code === misspelt);
  const operation = operationOfFile(document.uri.path);
  if (!ours.length || !operation || isLongDocument(document)) return [];
  const keys = misspeltKeys(writtenForm(operation, document, targets), document);
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
