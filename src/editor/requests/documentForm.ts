import type { TextDocument } from 'vscode';
import { defaultDialect, type Dialect } from '../../kapture/catalogue/dialect.ts';
import type { OperationForm } from '../../kapture/catalogue/form.ts';
import { dialectsOf, formOf } from '../../kapture/catalogue/forms.ts';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import { dialectOf } from '../../kapture/connection/connection.ts';
import { otherDialectOf } from '../../kapture/dialects/otherDialect.ts';
import { readRequest } from '../../kapture/exchange/requestBody.ts';
import { editScheme } from '../shared/ids.ts';
import type { Targets } from '../shared/ports.ts';
import { documentTarget } from '../shared/documents/documentTarget.ts';

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
 * The dialect of a document's body, if it is another one than that of its connection. `text` is the request in a
 * document with several.
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

/** The form that a document's body is written in. `text` is the request in a document with several. */
export function writtenForm(
  operation: OperationId,
  document: TextDocument,
  targets: Targets,
  text?: string,
): OperationForm {
  const other = documentOtherDialect(operation, document, targets, text);
  return other === undefined ? documentForm(operation, document, targets) : formOf(operation, other);
}
