import * as vscode from 'vscode';
import { recognizeOperation } from '../../kapture/commandLines/index.ts';
import type { Connection } from '../../kapture/connection/connection.ts';
import { operationOfFile, type OperationId } from '../../kapture/catalogue/registry.ts';
import { redactor, type Redact } from '../../kapture/redaction/redact.ts';
import { isEditUri } from '../shared/documents/editUri.ts';
import { documentTarget } from '../shared/documents/documentTarget.ts';
import { askOperation } from '../shared/questions/askOperation.ts';
import type { ConvertServices } from './services.ts';

/** The request of a document as it would be sent: to the connection that it is pinned to, else to the active one. */
export interface DocumentRequest {
  readonly operation: OperationId;
  readonly connection: Connection;
  readonly body: string;
  /** Takes the connection's key out of what is shown or copied: somebody may have typed it into the body. */
  readonly redact: Redact;
}

/** Undefined if it cannot be sent, which the user was told. `title` is that of the question for its operation. */
export async function requestOf(
  services: ConvertServices,
  uri: vscode.Uri,
  title: string,
): Promise<DocumentRequest | undefined> {
  const document = await vscode.workspace.openTextDocument(uri);
  const operation =
    operationOfFile(uri.path) ??
    recognizeOperation({ path: '', body: document.getText() }) ??
    (await askOperation(title));
  const { name } = documentTarget(document, services.targets);
  const connection = operation && (await services.connections.resolveConnection(name));
  if (!connection) return undefined;
  const body = isEditUri(uri)
    ? await services.edits.bodyOf(document)
    : await services.requests.bodyOf(operation, document, connection);
  if (body === undefined) return undefined;
  const target = await services.targets.resolveNamed(connection.name, operation, { ask: false });
  return { operation, connection, body, redact: target ? redactor([target.key], { bare: false }) : (text) => text };
}
