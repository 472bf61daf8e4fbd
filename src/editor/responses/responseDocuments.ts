import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { formatLoose, readLoose } from '../../kapture/json/looseJson.ts';
import { isLong } from '../../kapture/exchange/longExchange.ts';
import {
  exchangeTitle,
  headersQuery,
  headersSuffix,
  headersText,
  responseSuffix,
} from '../shared/documents/exchangeDocument.ts';
import { responseScheme } from '../shared/ids.ts';
import { goneResponseText } from '../shared/questions/goneResponse.ts';

/**
 * The maximum number of responses kept in memory for open documents. The text of an older one is no longer available.
 */
const maxResponses = 50;
/** The maximum size of these responses without the newest, in characters or bytes. */
const maxTotalLength = 150_000_000;

/** Responses as read-only documents. JSON is formatted, but its numbers, keys and strings are unchanged. */
export class ResponseDocuments implements vscode.TextDocumentContentProvider {
  readonly #exchanges = new Map<string, Exchange>();
  // Makes URIs unique, because documents of an earlier session may still be open.
  readonly #session = Date.now().toString(36);
  #count = 0;

  /** Adds an exchange. Returns the URI of its document. */
  add(exchange: Exchange): vscode.Uri {
    const id = `${this.#session}-${++this.#count}`;
    this.#exchanges.set(id, exchange);
    for (const oldest of [...this.#exchanges.keys()].slice(0, -1)) {
      if (this.#exchanges.size <= maxResponses && this.#length <= maxTotalLength) break;
      this.#exchanges.delete(oldest);
    }
    return uriOf(id, `${exchangeTitle(exchange)}${responseSuffix(exchange)}`);
  }

  /** The URI of the document with the headers and the request as it was sent, with its variables replaced. */
  headersUri(uri: vscode.Uri, exchange: Exchange): vscode.Uri {
    return uriOf(idOf(uri), `${exchangeTitle(exchange)}${headersSuffix}`, headersQuery);
  }

  exchangeOf(uri: vscode.Uri): Exchange | undefined {
    return this.#exchanges.get(idOf(uri));
  }

  /** The exchanges that are kept. */
  get all(): readonly Exchange[] {
    return [...this.#exchanges.values()];
  }

  get #length(): number {
    return [...this.#exchanges.values()].reduce(
      (sum, { response: { text } }) => sum + (typeof text === 'string' ? text.length : text.heldBytes),
      0,
    );
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const exchange = this.exchangeOf(uri);
    if (!exchange) return goneResponseText();
    if (uri.query === headersQuery) return headersText(exchange);
    if (isLong(exchange)) return (await import('./longResponses/index.ts')).textOfPart(exchange, uri);
    const text = String(exchange.response.text);
    return readLoose(text).problem === 'not-json' ? text : formatLoose(text);
  }
}

function uriOf(id: string, name: string, query = ''): vscode.Uri {
  return vscode.Uri.from({ scheme: responseScheme, path: `/${id}/${name}`, query });
}

function idOf({ path }: vscode.Uri): string {
  return path.split('/')[1] ?? '';
}
