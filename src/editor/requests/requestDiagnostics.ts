import * as vscode from 'vscode';
import { problemOfRange } from '../../kapture/calendar.ts';
import { failures } from '../../kapture/failures.ts';
import { operationOfFile, type OperationId } from '../../kapture/operations.ts';
import { fieldSpan, readRequest } from '../../kapture/requestBody.ts';
import { brokenRule, fieldText, type Fields } from '../../kapture/requestRules.ts';
import { datePattern } from '../../kapture/schemas/pullRequest.ts';

/**
 * Warns of the rules that span several fields, which a schema can only report on the whole body: no name or nothing to
 * reach the customer by, no identifier, dates in the wrong order. The rest is the schema's.
 */
export function watchRequests(): vscode.Disposable {
  const diagnostics = vscode.languages.createDiagnosticCollection('kapture');
  const check = (document: vscode.TextDocument): void => {
    const operation = operationOfFile(document.uri.path);
    if (operation) diagnostics.set(document.uri, diagnose(operation, document));
  };
  vscode.workspace.textDocuments.forEach(check);
  return vscode.Disposable.from(
    diagnostics,
    vscode.workspace.onDidOpenTextDocument(check),
    vscode.workspace.onDidChangeTextDocument(({ document }) => check(document)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => diagnostics.delete(uri)),
  );
}

function diagnose(operation: OperationId, document: vscode.TextDocument): vscode.Diagnostic[] {
  const text = document.getText();
  const reading = readRequest(operation, text);
  if (reading.problem) return [];
  const finding = findingOf(operation, reading.fields);
  if (!finding) return [];
  const { offset, length } = fieldSpan(text, finding.field) ?? { offset: text.indexOf('{'), length: 1 };
  const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
  const diagnostic = new vscode.Diagnostic(range, finding.message, vscode.DiagnosticSeverity.Warning);
  diagnostic.source = 'Kapture';
  return [diagnostic];
}

/** `field` is where it shows, if it is there. */
function findingOf(operation: OperationId, fields: Fields): { readonly field: string; readonly message: string } | undefined {
  const broken = brokenRule(operation, fields);
  switch (broken) {
    case 'name-and-contact-required':
      return { field: fieldText(fields, 'customer_name') ? 'phone' : 'customer_name', message: failures[broken].message };
    case 'customer-not-found':
      return { field: 'kapture_customer_id', message: `${failures[broken].message} ${vscode.l10n.t('(None of the four identifiers is given.)')}` };
    case 'no-customer-between-dates': {
      const [start, end] = [fieldText(fields, 'start_date'), fieldText(fields, 'end_date')];
      const wellFormed = [start, end].every((date) => new RegExp(datePattern).test(date));
      return wellFormed ? { field: 'end_date', message: `${failures[broken].message} (${problemOfRange({ start, end })})` } : undefined;
    }
    default:
      return undefined;
  }
}
