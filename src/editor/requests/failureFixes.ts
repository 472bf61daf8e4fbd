import * as vscode from 'vscode';
import type { FailureReason } from '../../kapture/failures.ts';
import { pinnedConnection } from '../../kapture/pinnedConnection.ts';
import { bodyOffset, fieldSpan, isBodyEmpty } from '../../kapture/requestBody.ts';
import { commandLink } from '../commands.ts';
import { isLongDocument } from '../longDocument.ts';
import { oneLine } from '../plainText.ts';
import type { RequestText } from './activeRequest.ts';
import { failureOfDiagnostic } from './failureMarks.ts';

type Field = 'customer_name' | 'phone' | 'email_id';

/** Which fields a failure is about, and what variable mends each. */
const mends: Readonly<Partial<Record<FailureReason, readonly Field[]>>> = {
  'name-and-contact-required': ['customer_name', 'phone'],
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
const taken: readonly FailureReason[] = ['phone-taken', 'email-taken', 'both-taken'];

/** Quick fixes for what Kapture refused of the text that was sent: a fresh value, the missing field, or a look at the customer who has it. */
export function fixesOf(sent: RequestText | undefined, diagnostics: readonly vscode.Diagnostic[]): vscode.CodeAction[] {
  // VS Code asks at each move of the cursor.
  if (sent && isLongDocument(sent.document)) return [];
  return diagnostics.flatMap((diagnostic) => {
    const failure = failureOfDiagnostic(diagnostic);
    return sent && failure
      ? (mends[failure] ?? []).flatMap((field) => fixesOfField(sent, diagnostic, field, failure))
      : [];
  });
}

function fixesOfField(
  sent: RequestText,
  diagnostic: vscode.Diagnostic,
  field: Field,
  failure: FailureReason,
): vscode.CodeAction[] {
  const { document, text, offset } = sent;
  const span = fieldSpan(text, field);
  if (!span) return failure === 'name-and-contact-required' ? [addField(sent, diagnostic, field)] : [];
  const range = new vscode.Range(
    document.positionAt(offset + span.offset),
    document.positionAt(offset + span.offset + span.length),
  );
  const present = text.slice(span.offset, span.offset + span.length).replace(/^"|"$/g, '');
  // One diagnostic a field: each offers what mends its own.
  if (!range.isEqual(diagnostic.range)) return [];
  const fix = new vscode.CodeAction(
    vscode.l10n.t('Use {0} for {1}', variables[field], field),
    vscode.CodeActionKind.QuickFix,
  );
  fix.edit = new vscode.WorkspaceEdit();
  fix.edit.replace(document.uri, range, `"${variables[field]}"`);
  fix.diagnostics = [diagnostic];
  fix.isPreferred = true;
  if (!taken.includes(failure) || !present || present.includes('{{')) return [fix];
  const look = new vscode.CodeAction(
    vscode.l10n.t('Get the Customer Who Has {0}', oneLine(present, 60)),
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
  const behindBrace = document.positionAt(offset + bodyOffset(text) + 1);
  const add = new vscode.CodeAction(vscode.l10n.t('Add {0}', field), vscode.CodeActionKind.QuickFix);
  add.edit = new vscode.WorkspaceEdit();
  add.edit.insert(document.uri, behindBrace, `\n  "${field}": "${variables[field]}"${isBodyEmpty(text) ? '\n' : ','}`);
  add.diagnostics = [diagnostic];
  return add;
}
