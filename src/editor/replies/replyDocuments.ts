import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/client.ts';
import { formatLoose, readLoose } from '../../kapture/looseJson.ts';
import { operations } from '../../kapture/operations.ts';
import { replyScheme } from '../ids.ts';

/** So many replies are kept for documents that may still be open; an older one's text is gone with it. */
const most = 50;

/** Replies as read-only documents: laid out, but with every number, key and string as it came. */
export class ReplyDocuments implements vscode.TextDocumentContentProvider {
  readonly #exchanges = new Map<string, Exchange>();
  #count = 0;

  /** The document of an exchange. */
  add(exchange: Exchange): vscode.Uri {
    const path = `/${++this.#count}/${operations[exchange.operation].title} – ${exchange.connection}${suffixOf(exchange)}`;
    const uri = vscode.Uri.from({ scheme: replyScheme, path });
    this.#exchanges.set(uri.toString(), exchange);
    const oldest = this.#exchanges.keys().next().value;
    if (this.#exchanges.size > most && oldest !== undefined) this.#exchanges.delete(oldest);
    return uri;
  }

  exchangeOf(uri: vscode.Uri): Exchange | undefined {
    return this.#exchanges.get(uri.toString());
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const exchange = this.exchangeOf(uri);
    if (!exchange) return vscode.l10n.t('This reply is not kept any more. Send the request again.');
    return formatLoose(exchange.reply.text);
  }
}

/** The ending decides the language: ours for JSON, strict or not; HTML and text as they are. */
function suffixOf({ reply }: Exchange): string {
  if (readLoose(reply.text).problem !== 'not-json') return '.kapture-reply';
  return /html/i.test(reply.contentType) || /^\s*</.test(reply.text) ? '.html' : '.txt';
}
