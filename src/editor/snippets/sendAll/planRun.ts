import * as vscode from 'vscode';
import { operations, type OperationId } from '../../../kapture/catalogue/registry.ts';
import { formFor, type Connection } from '../../../kapture/connection/connection.ts';
import { readRequest } from '../../../kapture/exchange/requestBody.ts';
import type { PlannedRequest } from '../../../kapture/exchange/requestsConfirmation.ts';
import type { Write } from '../../../kapture/exchange/writeConfirmation.ts';
import { findNamedRequest } from '../../../kapture/namedRequests/findNamedRequest.ts';
import { relocateRequests, type RequestThen } from '../../../kapture/namedRequests/relocateRequests.ts';
import { documentTarget } from '../../shared/documents/documentTarget.ts';
import { namedRequestsOf } from '../../shared/documents/namedRequestsOf.ts';
import { requestIn, wholeRequest, type RequestText } from '../../shared/documents/requestText.ts';
import { showWarning } from '../../shared/questions/messages.ts';
import { operationToSend } from '../../shared/sending/pipeline/operationToSend.ts';
import { oneLine } from '../../shared/texts/plainText.ts';
import { namedRequestsIn } from '../requestFolders.ts';
import type { RequestFile, SendAllPorts } from './ports.ts';

/** A request that is ready to be sent. */
export interface PlannedFile extends PlannedRequest {
  readonly operation: OperationId;
  readonly source: RequestText;
  /** The request, where it is now. */
  readonly file: RequestFile;
}

/**
 * Reads requests from the one at `first` on and finds their connections before any of them is sent. The text of an open
 * editor counts, saved or not. Undefined if one of them cannot be sent, which the user was told, or if the user
 * cancels.
 */
export async function planRun(
  files: readonly RequestFile[],
  first: number,
  ports: SendAllPorts,
): Promise<PlannedFile[] | undefined> {
  const planned: PlannedFile[] = [];
  const connections = new Map<string | undefined, Connection>();
  const present = new PresentRequests(files, first);
  for (const then of files.slice(first)) {
    // A file can have 500 requests. Other work of the extension host goes on between them.
    await new Promise<void>((resolve) => void setImmediate(resolve));
    const document = await vscode.workspace.openTextDocument(then.uri);
    const file = then.named ? present.find(document, then) : then;
    if (!file) {
      void showWarning(
        vscode.l10n.t(
          'Nothing was sent: the file was changed, and “{0}” could not be identified in it.',
          oneLine(then.name, 60),
        ),
        ports.log,
      );
      return undefined;
    }
    const { uri, named, operation: known } = file;
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

/** The requests of files with several, where they are now. */
class PresentRequests {
  readonly #files: readonly RequestFile[];
  readonly #first: number;
  /** By the URI of the file, for a version of its text. */
  readonly #found = new Map<
    string,
    { readonly version: number; readonly now: ReadonlyMap<RequestFile, RequestFile> }
  >();

  constructor(files: readonly RequestFile[], first: number) {
    this.#files = files;
    this.#first = first;
  }

  /**
   * A request where it is now. An index is not enough: after a request was inserted, it is that of an earlier one,
   * which may have been sent. Undefined if the request cannot be identified.
   */
  find(document: vscode.TextDocument, file: RequestFile): RequestFile | undefined {
    const { version } = document;
    const uri = file.uri.toString();
    let found = this.#found.get(uri);
    if (found?.version !== version) {
      found = { version, now: this.#relocate(document, uri) };
      this.#found.set(uri, found);
    }
    return found.now.get(file);
  }

  #relocate(document: vscode.TextDocument, uri: string): ReadonlyMap<RequestFile, RequestFile> {
    const now = namedRequestsIn(document);
    const isBeside = (other: RequestFile): boolean => other.named !== undefined && other.uri.toString() === uri;
    const before = this.#files.filter(isBeside);
    // The user is told why the file is unreadable.
    if (now.some(({ named }) => named?.contents === undefined)) return new Map(before.map((file) => [file, file]));
    const sent = this.#files.slice(0, this.#first).filter(isBeside).length;
    const places = relocateRequests(before.map(requestThen), now.map(requestThen), sent);
    return new Map(
      before.flatMap((file, index) => {
        const at = places[index];
        return at === undefined ? [] : [[file, now[at]!] as const];
      }),
    );
  }
}

function requestThen({ named }: RequestFile): RequestThen {
  return { name: named?.name, contents: named?.contents ?? '' };
}

/** The present text of a request that was planned; undefined if its file no longer has it. */
export function presentRequest(document: vscode.TextDocument, { named }: RequestFile): RequestText | undefined {
  if (!named) return wholeRequest(document);
  const body = findNamedRequest(namedRequestsOf(document).requests, named, document.getText())?.body;
  return body && requestIn(document, body);
}

/** A request as it will probably be sent. Values that are unknown until then are not blank, as in an ID. */
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
