import * as vscode from 'vscode';
import { Position, Range, type TextDocument, type Uri } from 'vscode';
import {
  hasNamedRequests,
  operationIds,
  operationOfFile,
  operationOfSchema,
  operations,
  type OperationId,
} from '../../../kapture/catalogue/registry.ts';
import type { Connection } from '../../../kapture/connection/connection.ts';
import { hasAllComments, pinnedConnection, type Pin } from '../../../kapture/connection/pinnedConnection.ts';
import { readRequest } from '../../../kapture/exchange/requestBody.ts';
import type { Place } from '../../../kapture/exchange/requestPlaces.ts';
import {
  readNamedRequests,
  type NamedRequestId,
  type NamedRequests,
} from '../../../kapture/namedRequests/readNamedRequests.ts';
import { requestLanguage, testLanguage } from '../ids.ts';
import type { Targets } from '../targets.ts';
import { tenantText } from '../texts/connectionTexts.ts';
import { customerOfUri, isEarlierVersion } from './editUri.ts';
import { fileExists } from './files.ts';

export interface RequestText {
  readonly document: TextDocument;
  readonly text: string;
  readonly offset: number;
  /** Version of the document at the time it was read. */
  readonly version: number;
}

export function wholeRequest(document: TextDocument): RequestText {
  return { document, text: document.getText(), offset: 0, version: document.version };
}

/** A part of a document, such as one of several requests. */
export function requestIn(document: TextDocument, place: Place): RequestText {
  const text = document.getText(rangeIn({ document, offset: 0 }, place));
  return { document, text, offset: place.offset, version: document.version };
}

/** The range in the document of a place in the text of a request. */
export function rangeIn({ document, offset }: Pick<RequestText, 'document' | 'offset'>, place: Place): Range {
  const start = offset + place.offset;
  return new Range(document.positionAt(start), document.positionAt(start + place.length));
}

export function indentOf({ document, offset }: Pick<RequestText, 'document' | 'offset'>): string {
  const { text } = document.lineAt(document.positionAt(offset));
  return text.slice(0, text.length - text.trimStart().length);
}

/** The language ids of JSON documents: VS Code's own, and those of request and payload test files. */
export const jsonLanguages: readonly string[] = ['json', 'jsonc', requestLanguage, testLanguage];

export function isJson({ languageId }: vscode.TextDocument): boolean {
  return jsonLanguages.includes(languageId);
}

/**
 * The selected text of the active JSON editor, or its whole text. Undefined if no JSON editor is active, or one of a
 * file with several requests.
 */
export function activeRequest(): RequestText | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !isJson(editor.document) || hasNamedRequests(editor.document.uri.path)) return undefined;
  const { document, selection } = editor;
  return selection.isEmpty
    ? wholeRequest(document)
    : {
        document,
        text: document.getText(selection),
        offset: document.offsetAt(selection.start),
        version: document.version,
      };
}

/** Like {@link activeRequest}, if this document has the focus. */
export function activeRequestIn(document: vscode.TextDocument): RequestText | undefined {
  const active = activeRequest();
  return active?.document === document ? active : undefined;
}

/** The request of a request file. The selection only matters if the file contains several bodies. */
export function requestInFile(document: vscode.TextDocument, operation: OperationId): RequestText {
  const whole = wholeRequest(document);
  const { problem } = readRequest(operations[operation], whole.text, () => '');
  return problem?.reason === 'several-bodies' ? (activeRequestIn(document) ?? whole) : whole;
}

/** Matches a `$schema` of a Kapture request, such as `…kapture…/add.schema.json`. */
const schema = /"\$schema"\s*:\s*"([^"\n]*kapture[^"\n]*)"/;

/** The number of characters searched for `$schema`. */
const searchedLength = 2000;

/**
 * The operation of a request document, from its file name or its `$schema`. Undefined for any other JSON, and for an
 * earlier version of a request.
 */
export function operationOfRequest(document: vscode.TextDocument): OperationId | undefined {
  if (isEarlierVersion(document.uri)) return undefined;
  const named = operationOfFile(document.uri.path);
  if (named || !isJson(document)) return named;
  const beginning = new vscode.Range(new vscode.Position(0, 0), document.positionAt(searchedLength));
  const [, url = ''] = schema.exec(document.getText(beginning)) ?? [];
  return operationOfSchema(url);
}

/**
 * The URI of a new untitled document with an unused name: `stem`, a number if needed, and `suffix`, from which VS Code
 * derives the JSON schema. If a folder is open, the document will be saved there.
 */
export async function newDraftUri(stem: string, suffix: string): Promise<vscode.Uri> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  for (let count = 1; ; count++) {
    const name = `${stem}${count > 1 ? `-${count}` : ''}${suffix}`;
    const uri =
      folder?.scheme === 'file'
        ? vscode.Uri.joinPath(folder, name).with({ scheme: 'untitled' })
        : vscode.Uri.from({ scheme: 'untitled', path: name });
    const isOpen = vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
    if (!isOpen && !(folder && (await fileExists(vscode.Uri.joinPath(folder, name))))) return uri;
  }
}

/** A request of a file with several, as the argument of a command. */
export interface NamedRequestPlace extends NamedRequestId {
  readonly uri: Uri;
}

const last = new WeakMap<object, { readonly version: number; readonly found: NamedRequests }>();

/**
 * The requests of a document with several. Each version is read once, because Send All asks for every request: reading
 * 472 kB 500 times takes seconds.
 */
export function namedRequestsOf(document: Pick<TextDocument, 'version' | 'getText'>): NamedRequests {
  const known = last.get(document);
  if (known?.version === document.version) return known.found;
  const found = readNamedRequests(document.getText());
  last.set(document, { version: document.version, found });
  return found;
}

/** The files that are requests. */
export const requestPattern = `**/*.kapture-{${operationIds.join(',')},requests}.json`;

/** Where the request of a document goes. */
export interface DocumentTarget {
  /** Name of the connection that the document is pinned to, or else of the active one. */
  readonly name: string | undefined;
  /** The connection with that name; undefined if there is no usable one. */
  readonly connection: Connection | undefined;
  readonly pin: Pin | undefined;
}

/**
 * The target of a document's request. A comment `// @connection name` at the top takes precedence over the active
 * connection, even if no such connection exists. The document of a customer always goes to the customer's tenant; there
 * the comment only selects one of the connections to that tenant.
 */
export function documentTarget(document: TextDocument, targets: Targets): DocumentTarget {
  const edited = customerOfUri(document.uri);
  const pin = pinOf(document);
  if (edited) {
    const connection = targets.connectionOf(edited.tenant, pin?.name);
    return { name: connection?.name ?? tenantText(edited.tenant), pin: undefined, connection };
  }
  const name = pin ? pin.name : targets.activeName;
  return { name, pin, connection: targets.all.find((candidate) => candidate.name === name) };
}

/**
 * The pin of a document. Reads only the comments at the top, because the rest may be megabytes and this runs at every
 * change.
 */
function pinOf(document: TextDocument): Pin | undefined {
  const { end } = document.lineAt(document.lineCount - 1).range;
  for (let length = 4000; ; length *= 8) {
    const until = document.positionAt(length);
    const beginning = document.getText(new Range(new Position(0, 0), until));
    if (until.isEqual(end) || hasAllComments(beginning)) return pinnedConnection(beginning);
  }
}
