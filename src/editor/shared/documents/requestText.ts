import * as vscode from 'vscode';
import { Range, type TextDocument, type Uri } from 'vscode';
import {
  operationIds,
  operationOfFile,
  operationOfSchema,
  type OperationId,
} from '../../../kapture/catalogue/registry.ts';
import type { Place } from '../../../kapture/exchange/requestPlaces.ts';
import {
  readNamedRequests,
  type NamedRequestId,
  type NamedRequests,
} from '../../../kapture/namedRequests/readNamedRequests.ts';
import { requestLanguage, testLanguage } from '../ids.ts';
import { isEarlierVersion } from './editUri.ts';
import { fileExists } from './files.ts';

/** The text of a request, and its offset in the document. */
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

/** The indentation of the line on which a request starts. */
export function indentOf({ document, offset }: Pick<RequestText, 'document' | 'offset'>): string {
  const { text } = document.lineAt(document.positionAt(offset));
  return text.slice(0, text.length - text.trimStart().length);
}

/** The language ids of JSON documents: VS Code's own, and those of request and payload test files. */
export const jsonLanguages: readonly string[] = ['json', 'jsonc', requestLanguage, testLanguage];

export function isJson({ languageId }: vscode.TextDocument): boolean {
  return jsonLanguages.includes(languageId);
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
