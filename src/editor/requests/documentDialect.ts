import * as vscode from 'vscode';
import type { TextDocument } from 'vscode';
import { defaultDialect, type Dialect } from '../../kapture/catalogue/dialect.ts';
import type { OperationForm } from '../../kapture/catalogue/form.ts';
import { dialectsOf, formOf } from '../../kapture/catalogue/forms.ts';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import { dialectOf, type Connection } from '../../kapture/connection/connection.ts';
import {
  convertForConnection,
  otherDialectOf,
  type ActChange,
  type ConvertedRequest,
} from '../../kapture/dialects/convertForConnection.ts';
import { bodyOffset, readRequest } from '../../kapture/exchange/requestBody.ts';
import { RequestPlaces } from '../../kapture/exchange/requestPlaces.ts';
import { isLongDocument } from '../shared/documents/documentChecks.ts';
import { documentTarget, indentOf, rangeIn, type RequestText } from '../shared/documents/requestText.ts';
import { editScheme } from '../shared/ids.ts';
import { showInformation, showWarning } from '../shared/dialogs/messages.ts';
import type { OperationRequest } from '../shared/requestBodies.ts';
import type { Targets } from '../shared/targets.ts';
import { dialectTitle } from '../shared/texts/connectionTexts.ts';
import { oneLabel, oneLine } from '../shared/texts/plainText.ts';

/** The form in which a document's request is sent. */
export function documentForm(operation: OperationId, document: TextDocument, targets: Targets): OperationForm {
  return formOf(operation, documentDialect(operation, document, targets));
}

/**
 * The dialect in which a document's request is sent. The document of a customer always has the fields of the flat form;
 * saving it writes them in the form of its connection.
 */
export function documentDialect(operation: OperationId, document: TextDocument, targets: Targets): Dialect {
  const connection = document.uri.scheme === editScheme ? undefined : documentTarget(document, targets).connection;
  return connection ? dialectOf(connection, operation) : defaultDialect;
}

/**
 * The dialect of a document's body, if it differs from that of its connection. In a document with several requests,
 * `text` is the one to check.
 */
export function documentOtherDialect(
  operation: OperationId,
  document: TextDocument,
  targets: Targets,
  text = document.getText(),
): Dialect | undefined {
  if (document.uri.scheme === editScheme || dialectsOf(operation).length < 2) return undefined;
  const { connection } = documentTarget(document, targets);
  if (!connection) return undefined;
  const reading = readRequest({ shape: 'object' }, text, () => '');
  return reading.problem ? undefined : otherDialectOf(operation, reading.fields, dialectOf(connection, operation));
}

/** The form that a document's body is written in. In a document with several requests, `text` is the one to check. */
export function writtenForm(
  operation: OperationId,
  document: TextDocument,
  targets: Targets,
  text?: string,
): OperationForm {
  const other = documentOtherDialect(operation, document, targets, text);
  return other === undefined ? documentForm(operation, document, targets) : formOf(operation, other);
}

/** Code of the diagnostic for a body in another dialect than its connection's. */
export const otherDialectCode = 'other-dialect';

/** Marks the first field of a body that is in another dialect than its connection's. */
export function dialectDiagnostic(
  operation: OperationId,
  request: RequestText,
  targets: Targets,
): vscode.Diagnostic | undefined {
  const { document, text } = request;
  const written = documentOtherDialect(operation, document, targets, text);
  if (written === undefined) return undefined;
  const [body] = new RequestPlaces(text).objects();
  const place = body?.names.values().next().value ?? { offset: bodyOffset(text), length: 1 };
  const { name = '' } = documentTarget(document, targets);
  const diagnostic = new vscode.Diagnostic(
    rangeIn(request, place),
    vscode.l10n.t(
      'This body is in the {0} dialect, but {1} uses the {2} dialect.',
      dialectTitle(written),
      oneLabel(name, 60),
      dialectTitle(documentDialect(operation, document, targets)),
    ),
    vscode.DiagnosticSeverity.Warning,
  );
  return Object.assign(diagnostic, { source: 'Kapture', code: otherDialectCode });
}

/** Converts the request of a document to the dialect of a connection, or says why it cannot. */
export async function convertRequest(
  one: OperationRequest | undefined,
  connection: Connection | undefined,
): Promise<void> {
  if (!one) {
    void showInformation(vscode.l10n.t('Open a request first.'));
    return;
  }
  const { operation, request } = one;
  const conversion = connection && conversionOf(request, operation, connection);
  if (!conversion) {
    void showInformation(
      connection
        ? vscode.l10n.t(
            'Not converted: the request is not clearly in a dialect other than that of {0}.',
            oneLabel(connection.name, 60),
          )
        : vscode.l10n.t('This request has no usable connection, so there is no dialect to convert it to.'),
    );
    return;
  }
  await vscode.window.showTextDocument(request.document);
  // The text may have changed while the user was asked.
  const isPresent = request.document.version === request.version;
  if (!isPresent || !(await vscode.workspace.applyEdit(conversion.edit)))
    void showWarning(vscode.l10n.t('The request could not be changed.'));
  else if (conversion.actChange) void showWarning(actChangeText(conversion.actChange));
}

/** The quick fix for a body in another dialect than its connection's. */
export function dialectFixes(
  { operation, request }: Partial<OperationRequest> & { readonly request: RequestText },
  diagnostics: readonly vscode.Diagnostic[],
  targets: Targets,
): vscode.CodeAction[] {
  const ours = diagnostics.filter(({ source, code }) => source === 'Kapture' && code === otherDialectCode);
  if (!ours.length || !operation || isLongDocument(request.document)) return [];
  const { connection } = documentTarget(request.document, targets);
  const conversion = connection && conversionOf(request, operation, connection);
  if (!conversion) return [];
  const fix = new vscode.CodeAction(
    vscode.l10n.t('Convert to {0}', dialectTitle(conversion.to)),
    vscode.CodeActionKind.QuickFix,
  );
  fix.edit = conversion.edit;
  fix.diagnostics = ours;
  fix.isPreferred = !conversion.actChange;
  return [fix];
}

/** The edit that converts a request to the dialect of a connection; undefined if there is none. */
export function conversionOf(
  request: RequestText,
  operation: OperationId,
  connection: Connection,
): (Pick<ConvertedRequest, 'to' | 'actChange'> & { readonly edit: vscode.WorkspaceEdit }) | undefined {
  const { document, text } = request;
  const converted = convertForConnection(
    text,
    operation,
    connection,
    (to) => vscode.l10n.t('The {0} dialect has no equivalent of these fields:', dialectTitle(to)),
    actChangeText,
  );
  if (!converted) return undefined;
  const edit = new vscode.WorkspaceEdit();
  const range = rangeIn(request, { offset: 0, length: text.length });
  edit.replace(document.uri, range, converted.text.replace(/\n(?!$)/g, `\n${indentOf(request)}`));
  return { to: converted.to, actChange: converted.actChange, edit };
}

/** Says that a converted write does something else, on one line because the text becomes a comment. */
function actChangeText({ before, after }: ActChange): string {
  if (after.operation !== 'add' || before.operation === 'add')
    return vscode.l10n.t('The conversion changed what identifies the customer. Check which one it is.');
  return before.operation === 'update'
    ? vscode.l10n.t('This request now adds a customer. Before, it updated customer {0}.', oneLine(before.customerId))
    : vscode.l10n.t(
        'This request now adds a customer. Before, it updated the one with the code {0}.',
        oneLine(before.code),
      );
}
