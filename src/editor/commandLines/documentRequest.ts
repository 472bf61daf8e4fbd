import * as vscode from 'vscode';
import type { TextDocument, Uri } from 'vscode';
import { type OperationId, hasNamedRequests, operationOfFile } from '../../kapture/catalogue/registry.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { Log } from '../shared/log.ts';
import type { ConnectionResolver, KeyOffers, Targets } from '../shared/targets.ts';
import type { RequestBodies } from '../shared/requestBodies.ts';
import { recognizeOperation } from '../../kapture/commandLines/recognizeOperation.ts';
import type { Connection } from '../../kapture/connection/connection.ts';
import { redactor, type Redact } from '../../kapture/redaction/redact.ts';
import { isEditUri } from '../shared/documents/editUri.ts';
import { documentTarget, type NamedRequestPlace, operationOfRequest } from '../shared/documents/requestText.ts';
import { askOperation } from '../shared/dialogs/askOperation.ts';
import { operationToSend } from '../shared/sending/sendTarget.ts';

export interface CommandLinePorts {
  readonly log: Log;
  readonly targets: Targets;
  readonly connections: ConnectionResolver & KeyOffers;
  readonly requests: RequestBodies & {
    /** Opens an unsaved request with a body, pinned to a connection if one is given. */
    openDraftOf(operation: OperationId, body: string, connection?: string): Promise<TextDocument>;
    /** Pins an open request to a connection. */
    pin(document: TextDocument, connection: string): Promise<void>;
  };
  readonly edits: {
    /** The body that saving a customer document would send: only the changed fields. */
    bodyOf(document: TextDocument): Promise<string>;
  };
  /**
   * The exchange whose request or response a document of this window or of the history shows; one without a response
   * only with `needsResponse: false`.
   */
  readonly exchangeOf: (uri: Uri, needsResponse: boolean) => Promise<Exchange | undefined>;
}

/** The request of a document as it would be sent: to its pinned connection, or else to the active one. */
interface DocumentRequest {
  readonly operation: OperationId;
  readonly connection: Connection;
  readonly body: string;
  /** Removes the connection's key, which the user may have typed into the body, from what is shown or copied. */
  readonly redact: Redact;
}

/**
 * The request in a document, or one of several in it. Undefined if it cannot be sent, which the user was told. `title`
 * is the title of the quick pick for an unknown operation.
 */
export async function readDocumentRequest(
  services: CommandLinePorts,
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
