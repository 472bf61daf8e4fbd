import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { formatLoose, readLoose } from '../../kapture/json/looseJson.ts';
import {
  exchangeTitle,
  headersQuery,
  headersSuffix,
  headersText,
  isLong,
  responseSuffix,
} from '../shared/texts/exchangeTexts.ts';
import { responseScheme } from '../shared/ids.ts';

/** So many responses are kept for documents that may still be open; an older one's text is gone with it. */
const most = 50;
/** And so many characters or bytes of them, the newest aside. */
const mostLength = 150_000_000;

/** Responses as read-only documents: laid out, but with every number, key and string as it came. */
export class ResponseDocuments implements vscode.TextDocumentContentProvider {
  readonly #exchanges = new Map<string, Exchange>();
  // Documents of the session before may be open still: theirs are other names.
  readonly #session = Date.now().toString(36);
  #count = 0;

  /** The document of an exchange. */
  add(exchange: Exchange): vscode.Uri {
    const id = `${this.#session}-${++this.#count}`;
    this.#exchanges.set(id, exchange);
    for (const oldest of [...this.#exchanges.keys()].slice(0, -1)) {
      if (this.#exchanges.size <= most && this.#length <= mostLength) break;
      this.#exchanges.delete(oldest);
    }
    return uriOf(id, `${exchangeTitle(exchange)}${responseSuffix(exchange)}`);
  }

  /** The document of the headers of a response, and of what was sent for it: with every variable put in. */
  headersUri(uri: vscode.Uri): vscode.Uri | undefined {
    const exchange = this.exchangeOf(uri);
    return exchange && uriOf(idOf(uri), `${exchangeTitle(exchange)}${headersSuffix}`, headersQuery);
  }

  exchangeOf(uri: vscode.Uri): Exchange | undefined {
    return this.#exchanges.get(idOf(uri));
  }

  get #length(): number {
    return [...this.#exchanges.values()].reduce(
      (sum, { response: { text } }) => sum + (typeof text === 'string' ? text.length : text.heldBytes),
      0,
    );
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const exchange = this.exchangeOf(uri);
    if (!exchange) return vscode.l10n.t('This response is no longer available. Send the request again.');
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
