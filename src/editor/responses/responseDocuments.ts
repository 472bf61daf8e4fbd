import * as vscode from 'vscode';
import { type Exchange, isLong } from '../../kapture/exchange/exchange.ts';
import { formatLoose } from '../../kapture/json/formatLoose.ts';
import { readLoose } from '../../kapture/json/looseJson.ts';
import { headersQuery, headersSuffix, headersText } from '../shared/documents/historyUri.ts';
import { responseScheme } from '../shared/ids.ts';
import { responseNotInMemoryText } from '../shared/questions/messages.ts';

/**
 * The maximum number of responses kept in memory for open documents. The text of an older one is no longer available.
 */
const maxResponses = 50;
/** The maximum size of these responses without the newest, in characters or bytes. */
const maxTotalLength = 150_000_000;

/** Responses as read-only documents. JSON is formatted, but its numbers, keys and strings are unchanged. */
export class ResponseDocuments implements vscode.TextDocumentContentProvider {
  readonly #responses = new Map<string, Exchange>();
  // Makes URIs unique, because documents of an earlier session may still be open.
  readonly #session = Date.now().toString(36);
  #count = 0;

  /** Adds a response. Returns the URI of its document, which has this name. */
  add(response: Exchange, name: string): vscode.Uri {
    const id = `${this.#session}-${++this.#count}`;
    this.#responses.set(id, response);
    for (const oldest of [...this.#responses.keys()].slice(0, -1)) {
      if (this.#responses.size <= maxResponses && this.#length <= maxTotalLength) break;
      this.#responses.delete(oldest);
    }
    return vscode.Uri.from({ scheme: responseScheme, path: `/${id}/${name}` });
  }

  /** The URI of the document with the headers and the request as it was sent, with its variables replaced. */
  headersUri(uri: vscode.Uri): vscode.Uri {
    return uri.with({ path: uri.path.replace(/\.[^.]*$/, headersSuffix), query: headersQuery });
  }

  exchangeOf(uri: vscode.Uri): Exchange | undefined {
    return uri.scheme === responseScheme ? this.#responses.get(uri.path.split('/')[1] ?? '') : undefined;
  }

  /** The exchanges that are kept. */
  get all(): readonly Exchange[] {
    return [...this.#responses.values()];
  }

  get #length(): number {
    return this.all.reduce((sum, { response: { text } }) => {
      return sum + (typeof text === 'string' ? text.length : text.heldBytes);
    }, 0);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const exchange = this.exchangeOf(uri);
    if (!exchange) return responseNotInMemoryText();
    if (uri.query === headersQuery) return headersText(exchange);
    if (isLong(exchange)) return (await import('./longResponses/longResponses.ts')).textOfPart(exchange, uri);
    const text = String(exchange.response.text);
    return readLoose(text).problem === 'not-json' ? text : formatLoose(text);
  }
}
