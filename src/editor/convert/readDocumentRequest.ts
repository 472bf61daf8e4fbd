import * as vscode from 'vscode';
import { recognizeOperation } from '../../kapture/commandLines/index.ts';
import type { Connection } from '../../kapture/connection/connection.ts';
import { hasNamedRequests, operationOfFile, type OperationId } from '../../kapture/catalogue/registry.ts';
import { redactor, type Redact } from '../../kapture/redaction/redact.ts';
import { isEditUri } from '../shared/documents/editUri.ts';
import { operationOfRequest } from '../shared/documents/operationOfRequest.ts';
import { documentTarget } from '../shared/documents/documentTarget.ts';
import type { NamedRequestPlace } from '../shared/documents/namedRequestPlace.ts';
import { askOperation } from '../shared/questions/askOperation.ts';
import { operationToSend } from '../shared/sending/sendTarget.ts';
import type { ConvertServices } from './services.ts';

/** A document's request as it would be sent: to its pinned connection, else to the active one. */
export interface DocumentRequest {
  readonly operation: OperationId;
  readonly connection: Connection;
  readonly body: string;
  /** Removes the connection's key, which the user may have typed into the body, from what is shown or copied. */
  readonly redact: Redact;
}

/**
 * The request in a document, or one of several in it. Undefined if it cannot be sent; the user has then been told.
 * `title` is the title of the quick pick for an unknown operation.
 */
export async function readDocumentRequest(
  services: ConvertServices,
  what: vscode.Uri | NamedRequestPlace,
  title: string,
): Promise<DocumentRequest | undefined> {
  const uri = 'index' in what ? what.uri : what;
  const document = await vscode.workspace.openTextDocument(uri);
  const isNamed = hasNamedRequests(uri.path);
  const named = isNamed
    ? await services.requests.namedRequest(document, 'index' in what ? what : undefined)
    : undefined;
  if (isNamed && !named) return undefined;
  const chosen =
    named?.operation ??
    operationOfRequest(document) ??
    operationOfFile(uri.path) ??
    recognizeOperation({ path: '', body: document.getText() }) ??
    (await askOperation(title));
  const { name } = documentTarget(document, services.targets);
  const connection = chosen && (await services.connections.resolveConnection(name));
  if (!connection) return undefined;
  const isEdit = isEditUri(uri);
  const body = isEdit
    ? await services.edits.bodyOf(document)
    : await services.requests.bodyOf(chosen, named?.request ?? document, connection);
  if (body === undefined) return undefined;
  const operation = isEdit ? chosen : operationToSend(chosen, body, connection);
  const secrets = await services.targets.storedSecrets(connection.name, operation);
  return { operation, connection, body, redact: redactor(secrets, { bare: 'none' }) };
}
