import * as vscode from 'vscode';
import { takenFailures, type FailureReason } from '../../kapture/catalogue/failures.ts';
import type { OperationForm } from '../../kapture/catalogue/form.ts';
import { pathOfField } from '../../kapture/catalogue/forms.ts';
import { pinnedConnection } from '../../kapture/connection/pinnedConnection.ts';
import { RequestPlaces } from '../../kapture/exchange/requestPlaces.ts';
import { plainValue } from '../../kapture/update/fieldValue.ts';
import { commandLink } from '../shared/commands.ts';
import { isLongDocument } from '../shared/documents/documentChecks.ts';
import { rangeIn, type RequestText } from '../shared/documents/requestText.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { failureOfDiagnostic, type Refusal } from './failureDiagnostics.ts';

type Field = 'customer_name' | 'phone' | 'email_id';

const fixableFields: Readonly<Partial<Record<FailureReason, readonly Field[]>>> = {
  'name-and-contact-required': ['customer_name', 'phone'],
  'name-email-phone-required': ['customer_name', 'phone'],
  'enquiry-contact-required': ['customer_name', 'phone', 'email_id'],
  'order-creation-failed': ['phone'],
  'invalid-phone': ['phone'],
  'invalid-email': ['email_id'],
  'phone-taken': ['phone'],
  'email-taken': ['email_id'],
  'both-taken': ['phone', 'email_id'],
};
const variables: Readonly<Record<Field, string>> = {
  customer_name: '{{$name}}',
  phone: '{{$phone}}',
  email_id: '{{$email}}',
};

/** The failures of requests in which an email address can replace the phone number. */
const contactFailures: readonly FailureReason[] = [
  'name-and-contact-required',
  'name-email-phone-required',
  'order-creation-failed',
];

/**
 * Quick fixes for a failure that Kapture reported or will report: generate a value, or open the customer who has it.
 */
export function failureFixes(
  checked: RequestText,
  form: OperationForm,
  refused: Refusal | undefined,
  diagnostics: readonly vscode.Diagnostic[],
): vscode.CodeAction[] {
  const relevant = diagnostics.filter(failureOfDiagnostic);
  // VS Code requests quick fixes at each cursor move.
  if (!relevant.length || isLongDocument(checked.document)) return [];
  return relevant.flatMap((diagnostic) => {
    const failure = failureOfDiagnostic(diagnostic)!;
    // The rejected request may have been only a selection.
    const isRefused = refused?.failure === failure && isIn(refused.request, diagnostic.range);
    const request = isRefused ? refused.request : checked;
    return (fixableFields[failure] ?? [])
      .filter(
        (field) => field !== 'phone' || !contactFailures.includes(failure) || !hasValue(request, form, 'email_id'),
      )
      .flatMap((field) =>
        fieldFixes(request, form, diagnostic, field, { failure, refused: isRefused ? refused : undefined }),
      );
  });
}

function isIn({ document, text, offset }: RequestText, range: vscode.Range): boolean {
  const start = document.offsetAt(range.start);
  return start >= offset && start <= offset + text.length;
}

function hasValue({ text }: RequestText, form: OperationForm, field: Field): boolean {
  const span = new RequestPlaces(text).valueOf(pathOfField(form, field) ?? []);
  return span !== undefined && !/^"\s*"$|^null$/.test(text.slice(span.offset, span.offset + span.length));
}

function fieldFixes(
  request: RequestText,
  form: OperationForm,
  diagnostic: vscode.Diagnostic,
  field: Field,
  { failure, refused }: { readonly failure: FailureReason; readonly refused: Refusal | undefined },
): vscode.CodeAction[] {
  const { document, text } = request;
  const path = pathOfField(form, field);
  if (!path) return [];
  const span = new RequestPlaces(text).valueOf(path);
  if (!span) return [];
  const range = rangeIn(request, span);
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
    // Only the tenant that rejected the request is known to have the customer.
    ...(refused?.target ?? { connection: pinnedConnection(document.getText())?.name }),
  });
  look.diagnostics = [diagnostic];
  return [fix, look];
}
