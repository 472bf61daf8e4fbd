import * as vscode from 'vscode';
import type { FailureReason } from '../../kapture/catalogue/failures.ts';
import { operationOfFile, operations } from '../../kapture/catalogue/registry.ts';
import { pinnedConnection } from '../../kapture/connection/pinnedConnection.ts';
import { bodyOffset, fieldSpan, isBodyEmpty, spanWithComma } from '../../kapture/exchange/requestBody.ts';
import { plainValue } from '../../kapture/update/fieldValue.ts';
import type { VariableLookup } from '../../kapture/variables/variables.ts';
import { commandLink } from '../shared/commands.ts';
import { isLongDocument } from '../shared/documents/longDocument.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { wholeRequest, type RequestText } from '../shared/documents/requestText.ts';
import { failureOfDiagnostic, type Refusal } from './failureDiagnostics.ts';
import { wrongOperation } from './wrongOperation.ts';
import { diagnosticSource } from '../shared/ids.ts';

type Field = 'customer_name' | 'phone' | 'email_id';

/** The fields that a failure is about. */
const fixableFields: Readonly<Partial<Record<FailureReason, readonly Field[]>>> = {
  'name-and-contact-required': ['customer_name', 'phone'],
  'invalid-phone': ['phone'],
  'invalid-email': ['email_id'],
  'phone-taken': ['phone'],
  'email-taken': ['email_id'],
  'both-taken': ['phone', 'email_id'],
};
/** The variable that generates a valid value for each field. */
const variables: Readonly<Record<Field, string>> = {
  customer_name: '{{$name}}',
  phone: '{{$phone}}',
  email_id: '{{$email}}',
};
type LookupFor = (document: vscode.TextDocument) => VariableLookup;

const takenFailures: readonly FailureReason[] = ['phone-taken', 'email-taken', 'both-taken'];

/**
 * Quick fixes for a failure that Kapture reported or will report: generate a value, add the missing field, or open the
 * customer who has the value. Also for a write that does not do what its file name says.
 */
export function failureFixes(
  document: vscode.TextDocument,
  refused: Refusal | undefined,
  lookupFor: LookupFor,
  diagnostics: readonly vscode.Diagnostic[],
): vscode.CodeAction[] {
  const relevant = diagnostics.filter((diagnostic) => failureOfDiagnostic(diagnostic) || isWrongOperation(diagnostic));
  // VS Code requests quick fixes at each cursor move.
  if (!relevant.length || isLongDocument(document)) return [];
  const whole = wholeRequest(document);
  return relevant.flatMap((diagnostic) => {
    const failure = failureOfDiagnostic(diagnostic);
    if (!failure) return operationFixes(whole, diagnostic, lookupFor);
    // The rejected request may have been only a selection.
    const request = refused?.failure === failure ? refused.request : whole;
    return (fixableFields[failure] ?? [])
      .filter((field) => field !== 'phone' || failure !== 'name-and-contact-required' || !hasValue(request, 'email_id'))
      .flatMap((field) => fieldFixes(request, diagnostic, field, failure));
  });
}

function isWrongOperation({ source, code }: vscode.Diagnostic): boolean {
  return source === diagnosticSource && code === wrongOperation;
}

function hasValue({ text }: RequestText, field: Field): boolean {
  const span = fieldSpan(text, field);
  return span !== undefined && !/^"\s*"$|^null$/.test(text.slice(span.offset, span.offset + span.length));
}

const idField = 'kapture_customer_id';
/** The variable with the id of the last added customer. */
const lastAddedId = '$last.add.kapture_customer_id';

/** Adds an id to an Update without one, or removes the id from an Add. */
function operationFixes(
  { document, text }: RequestText,
  diagnostic: vscode.Diagnostic,
  lookupFor: LookupFor,
): vscode.CodeAction[] {
  const fixOf = (title: string, ...edits: (vscode.TextEdit | vscode.SnippetTextEdit)[]): vscode.CodeAction => {
    const fix = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    fix.edit = new vscode.WorkspaceEdit();
    fix.edit.set(document.uri, edits as vscode.TextEdit[]);
    fix.diagnostics = [diagnostic];
    return fix;
  };
  const rangeOf = ({ offset, length }: { offset: number; length: number }): vscode.Range =>
    new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));

  const operation = operationOfFile(document.uri.path);
  if (operation && operations[operation].act === 'add') {
    const span = spanWithComma(text, idField);
    return span ? [fixOf(vscode.l10n.t('Remove {0}', idField), vscode.TextEdit.delete(rangeOf(span)))] : [];
  }
  const isKnown = lookupFor(document)(lastAddedId) !== undefined;
  const useTitle = vscode.l10n.t('Use the ID of the customer you added last: {0}', `{{${lastAddedId}}}`);
  const idSpan = fieldSpan(text, idField);
  if (idSpan) return isKnown ? [fixOf(useTitle, vscode.TextEdit.replace(rangeOf(idSpan), `"{{${lastAddedId}}}"`))] : [];
  const start = document.positionAt(bodyOffset(text) + 1);
  const property = (value: string): string => `\n  "${idField}": "${value}"${isBodyEmpty(text) ? '\n' : ','}`;
  const add = fixOf(
    vscode.l10n.t('Add {0}', idField),
    vscode.SnippetTextEdit.insert(start, new vscode.SnippetString(property('$1'))),
  );
  return isKnown ? [add, fixOf(useTitle, vscode.TextEdit.insert(start, property(`{{${lastAddedId}}}`)))] : [add];
}

function fieldFixes(
  request: RequestText,
  diagnostic: vscode.Diagnostic,
  field: Field,
  failure: FailureReason,
): vscode.CodeAction[] {
  const { document, text, offset } = request;
  const span = fieldSpan(text, field);
  if (!span) return failure === 'name-and-contact-required' ? [addField(request, diagnostic, field)] : [];
  const range = new vscode.Range(
    document.positionAt(offset + span.offset),
    document.positionAt(offset + span.offset + span.length),
  );
  const present = plainValue(text.slice(span.offset, span.offset + span.length));
  // There is one diagnostic per field, and each only offers fixes for its own field.
  if (!range.isEqual(diagnostic.range)) return [];
  const fix = new vscode.CodeAction(
    vscode.l10n.t('Generate a new {0} on each send: {1}', field, variables[field]),
    vscode.CodeActionKind.QuickFix,
  );
  fix.edit = new vscode.WorkspaceEdit();
  fix.edit.replace(document.uri, range, `"${variables[field]}"`);
  fix.diagnostics = [diagnostic];
  fix.isPreferred = true;
  if (!takenFailures.includes(failure) || !present || present.includes('{{')) return [fix];
  const look = new vscode.CodeAction(
    vscode.l10n.t('Get the customer with {0}', oneLine(present, 60)),
    vscode.CodeActionKind.QuickFix,
  );
  look.command = commandLink('kapture.getCustomer', look.title, {
    fields: { [field]: present },
    connection: pinnedConnection(document.getText())?.name,
  });
  look.diagnostics = [diagnostic];
  return [fix, look];
}

function addField(
  { document, text, offset }: RequestText,
  diagnostic: vscode.Diagnostic,
  field: Field,
): vscode.CodeAction {
  const bodyStart = document.positionAt(offset + bodyOffset(text) + 1);
  const add = new vscode.CodeAction(vscode.l10n.t('Add {0}', field), vscode.CodeActionKind.QuickFix);
  add.edit = new vscode.WorkspaceEdit();
  add.edit.insert(document.uri, bodyStart, `\n  "${field}": "${variables[field]}"${isBodyEmpty(text) ? '\n' : ','}`);
  add.diagnostics = [diagnostic];
  return add;
}
