import * as vscode from 'vscode';
import type { Exchange, SentRequest } from '../../kapture/exchange/exchange.ts';
import { formatLoose } from '../../kapture/json/formatLoose.ts';
import { readLoose } from '../../kapture/json/looseJson.ts';
import { isLong } from '../../kapture/exchange/longExchange.ts';
import { headersQuery, headersSuffix, headersText } from '../shared/documents/exchangeDocument.ts';
import { responseScheme } from '../shared/ids.ts';
import { goneResponseText } from '../shared/questions/goneResponse.ts';
import type { PartialResponse } from './partialResponse.ts';

/**
 * The maximum number of responses kept in memory for open documents. The text of an older one is no longer available.
 */
const maxResponses = 50;
/** The maximum size of these responses without the newest, in characters or bytes. */
const maxTotalLength = 150_000_000;

/** Responses as read-only documents. JSON is formatted, but its numbers, keys and strings are unchanged. */
export class ResponseDocuments implements vscode.TextDocumentContentProvider {
  readonly #responses = new Map<string, Exchange | PartialResponse>();
  /** Updates the text of an open document. VS Code compares it, so that an unchanged text stays as it is. */
  readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  // Makes URIs unique, because documents of an earlier session may still be open.
  readonly #session = Date.now().toString(36);
  #count = 0;

  /** Adds a response. Returns the URI of its document, which has this name. */
  add(response: Exchange | PartialResponse, name: string): vscode.Uri {
    const id = `${this.#session}-${++this.#count}`;
    this.#set(id, response);
    return vscode.Uri.from({ scheme: responseScheme, path: `/${id}/${name}` });
  }

  /** Replaces a partial response. */
  replace(uri: vscode.Uri, response: Exchange | PartialResponse): void {
    this.#set(idOf(uri), response);
  }

  #set(id: string, response: Exchange | PartialResponse): void {
    this.#responses.set(id, response);
    for (const oldest of [...this.#responses.keys()].slice(0, -1)) {
      if (this.#responses.size <= maxResponses && this.#length <= maxTotalLength) break;
      this.#responses.delete(oldest);
    }
  }

  /** The URI of the document with the headers and the request as it was sent, with its variables replaced. */
  headersUri(uri: vscode.Uri): vscode.Uri {
    return uri.with({ path: uri.path.replace(/\.[^.]*$/, headersSuffix), query: headersQuery });
  }

  /** Undefined for a partial response. */
  exchangeOf(uri: vscode.Uri): Exchange | undefined {
    const response = this.#responseOf(uri);
    return response && 'response' in response ? response : undefined;
  }

  partialOf(uri: vscode.Uri): PartialResponse | undefined {
    const response = this.#responseOf(uri);
    return response && 'shown' in response ? response : undefined;
  }

  #responseOf(uri: vscode.Uri): Exchange | PartialResponse | undefined {
    return uri.scheme === responseScheme ? this.#responses.get(idOf(uri)) : undefined;
  }

  /** The request of a response, also of a partial one. */
  requestOf(uri: vscode.Uri): SentRequest | undefined {
    return this.exchangeOf(uri) ?? this.partialOf(uri)?.shown;
  }

  /** The exchanges that are kept. */
  get all(): readonly Exchange[] {
    return [...this.#responses.values()].filter((response) => 'response' in response);
  }

  get #length(): number {
    return [...this.#responses.values()].reduce((sum, response) => {
      const { text } = ('shown' in response ? response.shown : response).response;
      return sum + (typeof text === 'string' ? text.length : text.heldBytes);
    }, 0);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const partial = this.partialOf(uri);
    if (partial) return (await import('./longResponses/index.ts')).textOfPartial(partial);
    const exchange = this.exchangeOf(uri);
    if (!exchange) return goneResponseText();
    if (uri.query === headersQuery) return headersText(exchange);
    if (isLong(exchange)) return (await import('./longResponses/index.ts')).textOfPart(exchange, uri);
    const text = String(exchange.response.text);
    return readLoose(text).problem === 'not-json' ? text : formatLoose(text);
  }
}

function idOf({ path }: vscode.Uri): string {
  return path.split('/')[1] ?? '';
}
