import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/client.ts';
import { formatLoose, readLoose } from '../../kapture/looseJson.ts';
import { exchangeTitle, replySuffix } from '../exchangeTexts.ts';
import { replyScheme } from '../ids.ts';

/** So many replies are kept for documents that may still be open; an older one's text is gone with it. */
const most = 50;
/** Characters that VS Code takes for a document of an extension's, with some room. */
export const longest = 45_000_000;

/** Replies as read-only documents: laid out, but with every number, key and string as it came. */
export class ReplyDocuments implements vscode.TextDocumentContentProvider {
  readonly #exchanges = new Map<string, Exchange>();
  // Documents of the session before may be open still: theirs are other names.
  readonly #session = Date.now().toString(36);
  #count = 0;

  /** The document of an exchange. */
  add(exchange: Exchange): vscode.Uri {
    const id = `${this.#session}-${++this.#count}`;
    this.#exchanges.set(id, exchange);
    const oldest = this.#exchanges.keys().next().value;
    if (this.#exchanges.size > most && oldest !== undefined) this.#exchanges.delete(oldest);
    return uriOf(id, `${exchangeTitle(exchange)}${replySuffix(exchange)}`);
  }

  /** The document of what was sent for a reply: its body, with every variable put in. */
  sentUri(uri: vscode.Uri): vscode.Uri | undefined {
    const exchange = this.exchangeOf(uri);
    return exchange && uriOf(idOf(uri), `${vscode.l10n.t('Sent')} ${exchangeTitle(exchange)}.kapture-reply`, 'sent');
  }

  exchangeOf(uri: vscode.Uri): Exchange | undefined {
    return this.#exchanges.get(idOf(uri));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const exchange = this.exchangeOf(uri);
    if (!exchange) return vscode.l10n.t('This reply is not kept any more. Send the request again.');
    return isSent(uri) ? formatLoose(exchange.requestBody) : laidOut(exchange.reply.text);
  }
}

/** JSON laid out; anything else as it came, and so is what would not fit into a document with its lines broken. */
function laidOut(text: string): string {
  if (text.length > longest || readLoose(text).problem === 'not-json') return text;
  const formatted = formatLoose(text);
  return formatted.length > longest ? text : formatted;
}

/** Whether a document is what was sent, not what came back. */
export function isSent({ query }: vscode.Uri): boolean {
  return query === 'sent';
}

function uriOf(id: string, name: string, query = ''): vscode.Uri {
  return vscode.Uri.from({ scheme: replyScheme, path: `/${id}/${name}`, query });
}

function idOf({ path }: vscode.Uri): string {
  return path.split('/')[1] ?? '';
}
