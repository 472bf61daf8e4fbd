import * as vscode from 'vscode';
import type { OperationForm } from '../../kapture/catalogue/form.ts';
import { schemaAtPath } from '../../kapture/catalogue/schemaAtPath.ts';
import type { FieldSchema } from '../../kapture/catalogue/vocabulary.ts';
import { misspelledFields } from '../../kapture/catalogue/misspelledFields.ts';
import { RequestPlaces, type Place } from '../../kapture/exchange/requestPlaces.ts';
import { writtenForm } from './documentForm.ts';
import { isLongDocument } from '../shared/documents/longDocument.ts';
import { rangeIn, type RequestText } from '../shared/documents/requestText.ts';
import type { OperationRequest, Targets } from '../shared/ports.ts';
import { diagnosticSource } from '../shared/ids.ts';

const misspelled = 'misspelled-field';

/** A key in a request that resembles a documented field, and that field. */
interface MisspelledKey {
  readonly name: string;
  readonly suggestion: string;
  readonly diagnostic: vscode.Diagnostic;
}

/**
 * Finds keys, at every documented level of a form, that resemble a field. Other unknown keys may be custom fields of
 * the tenant, and the `known` ones are.
 */
export function misspelledKeys(
  form: OperationForm,
  request: RequestText,
  known: readonly string[] = [],
): MisspelledKey[] {
  const schema = form.request();
  return new RequestPlaces(request.text).objects().flatMap(({ path, names }) => {
    const fields = schemaAtPath(schema, path)?.properties;
    return fields ? misspelledKeysIn(fields, names, request).filter(({ name }) => !known.includes(name)) : [];
  });
}

function misspelledKeysIn(
  fields: Readonly<Record<string, FieldSchema>>,
  names: ReadonlyMap<string, Place>,
  request: RequestText,
): MisspelledKey[] {
  return [...misspelledFields(fields, [...names.keys()])].map(([name, suggestion]) => {
    const diagnostic = new vscode.Diagnostic(
      rangeIn(request, names.get(name)!),
      vscode.l10n.t('Did you mean {0}?', suggestion),
      vscode.DiagnosticSeverity.Information,
    );
    return { name, suggestion, diagnostic: Object.assign(diagnostic, { source: diagnosticSource, code: misspelled }) };
  });
}

/** Quick fixes that replace a misspelled key. */
export function misspelledFixes(
  { operation, request }: Partial<OperationRequest> & { readonly request: RequestText },
  diagnostics: readonly vscode.Diagnostic[],
  targets: Targets,
): vscode.CodeAction[] {
  const ours = diagnostics.filter(({ source, code }) => source === diagnosticSource && code === misspelled);
  const { document, text } = request;
  if (!ours.length || !operation || isLongDocument(document)) return [];
  const keys = misspelledKeys(writtenForm(operation, document, targets, text), request);
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
