import type { TextDocument } from 'vscode';
import type { OperationForm } from '../../../kapture/catalogue/form.ts';
import { operations, type OperationId } from '../../../kapture/catalogue/registry.ts';
import { formFor } from '../../../kapture/connection/connection.ts';
import { editScheme } from '../ids.ts';
import type { Targets } from '../ports.ts';
import { documentTarget } from './documentTarget.ts';

/**
 * The form in which a document's request is sent. The document of a customer always has the fields of the flat form; saving
 * it writes them in the form of its connection.
 */
export function documentForm(operation: OperationId, document: TextDocument, targets: Targets): OperationForm {
  const connection = document.uri.scheme === editScheme ? undefined : documentTarget(document, targets).connection;
  return connection ? formFor(connection, operation) : operations[operation];
}
