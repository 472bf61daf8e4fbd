import * as vscode from 'vscode';
import { operationOfFile, operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { formFor, type Connection } from '../../kapture/connection/connection.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { readRequest } from '../../kapture/exchange/requestBody.ts';
import type { PlannedRequest } from '../../kapture/exchange/requestsConfirmation.ts';
import type { Write } from '../../kapture/exchange/writeGuard.ts';
import { contentsOf, findNamedRequest, type NamedRequestId } from '../../kapture/namedRequests/readNamedRequests.ts';
import {
  documentTarget,
  namedRequestsOf,
  requestIn,
  type RequestText,
  wholeRequest,
} from '../shared/documents/requestText.ts';
import type { Log } from '../shared/log.ts';
import type { RequestBodies, RequestVariables } from '../shared/requestBodies.ts';
import type { Targets } from '../shared/targets.ts';
import { operationToSend } from '../shared/sending/sendTarget.ts';
import type { ProblemListener, RequestOfRun } from '../shared/sending/sender.ts';
import { requestFilesIn } from './requestFiles.ts';
import { nameOfFile } from './requestName.ts';

export interface SendAllPorts {
  readonly targets: Targets;
  readonly variables: RequestVariables;
  readonly log: Log;
  readonly requests: Pick<RequestBodies, 'namedRequest'> & {
    /** Whether a request can be sent. Otherwise, the user is told why. */
    check(operation: OperationId, request: RequestText): Promise<boolean>;
    /** Sends a request that was checked. Undefined if there is no response. */
    sendInRun(
      operation: OperationId,
      request: RequestText,
      run: RequestOfRun['run'],
      shown: Connection,
      onProblem: ProblemListener,
    ): Promise<Exchange | undefined>;
  };
  readonly responses: {
    show(exchange: Exchange): Promise<void>;
  };
}

/** A request file that is sent with others, or one of the requests in a file with several. */
export interface RequestFile {
  readonly name: string;
  readonly uri: vscode.Uri;
  readonly operation: OperationId;
  /** Identifies the request in a file with several. */
  readonly named?: NamedRequestId | undefined;
}

export interface PlannedFile extends PlannedRequest {
  readonly operation: OperationId;
  readonly source: RequestText;
  readonly file: RequestFile;
}

/** The requests in a folder, without those in its subfolders, in the order of the view. */
export async function requestsIn(folder: vscode.Uri): Promise<RequestFile[]> {
  const requests: RequestFile[] = [];
  for (const uri of await requestFilesIn(folder)) {
    const operation = operationOfFile(uri.path);
    if (operation) requests.push({ uri, name: nameOfFile(uri.path), operation });
    else requests.push(...namedRequestsIn(await vscode.workspace.openTextDocument(uri)));
  }
  return requests;
}

/**
 * The requests of a file with several. Requests that cannot be sent are included: they are refused before anything is
 * sent, and the user is told why.
 */
export function namedRequestsIn(document: vscode.TextDocument): RequestFile[] {
  const text = document.getText();
  const { requests, unreadable } = namedRequestsOf(document);
  const { uri } = document;
  if (unreadable) return [{ uri, name: nameOfFile(uri.path), operation: 'get', named: { index: 0, name: undefined } }];
  return requests.map((request) => {
    const { index, name, operation } = request;
    return {
      uri,
      name: name ?? vscode.l10n.t('Request {0}', index + 1),
      operation: operation ?? 'get',
      named: { index, name, contents: contentsOf(request, text) },
    };
  });
}

/**
 * Reads requests and finds their connections before any of them is sent. The text of an open editor counts, saved or
 * not. Undefined if one of them cannot be sent, which the user was told, or if the user cancels.
 */
export async function planRun(files: readonly RequestFile[], ports: SendAllPorts): Promise<PlannedFile[] | undefined> {
  const planned: PlannedFile[] = [];
  const connections = new Map<string | undefined, Connection>();
  for (const file of files) {
    const { uri, named, operation: known } = file;
    const document = await vscode.workspace.openTextDocument(uri);
    const one = named
      ? await ports.requests.namedRequest(document, named)
      : { operation: known, request: wholeRequest(document) };
    if (!one) return undefined;
    const { operation, request: source } = one;
    if (!(await ports.requests.check(operation, source))) return undefined;
    const { name } = documentTarget(source.document, ports.targets);
    const connection = connections.get(name) ?? (await ports.targets.resolveConnection(name));
    if (!connection) return undefined;
    connections.set(name, connection);
    const write = await writeOf(operation, source, connection, ports);
    const id = named ? `${uri.toString()}#${named.index}` : uri.toString();
    planned.push({ id, text: source.text, write, operation, source, file });
  }
  return planned;
}

/** The current text of a planned request; undefined if its file no longer has it. */
export function presentRequest(document: vscode.TextDocument, { named }: RequestFile): RequestText | undefined {
  if (!named) return wholeRequest(document);
  const body = findNamedRequest(namedRequestsOf(document).requests, named, document.getText())?.body;
  return body && requestIn(document, body);
}

/**
 * A request as it will probably be sent. Values that are unknown until then count as not blank, for example in an ID.
 */
async function writeOf(
  operation: OperationId,
  { document, text }: RequestText,
  connection: Connection,
  { variables }: SendAllPorts,
): Promise<Write> {
  if (!operations[operation].writes) return { operation, body: '', connection };
  const known = await variables.lookupFor(document.uri, connection);
  const lookup = (name: string): ReturnType<typeof known> => (name.startsWith('?') ? name : (known(name) ?? name));
  const { body = '' } = readRequest(formFor(connection, operation), text, lookup);
  return { operation: operationToSend(operation, body, connection), body, connection };
}
