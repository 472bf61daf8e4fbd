import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/client.ts';
import { formatLoose } from '../../kapture/looseJson.ts';
import { exchangeTitle, replySuffix } from '../exchangeTexts.ts';
import { replyScheme } from '../ids.ts';

/** So many replies are kept for documents that may still be open; an older one's text is gone with it. */
const most = 50;

/** Replies as read-only documents: laid out, but with every number, key and string as it came. */
export class ReplyDocuments implements vscode.TextDocumentContentProvider {
  readonly #exchanges = new Map<string, Exchange>();
  #count = 0;

  /** The document of an exchange. */
  add(exchange: Exchange): vscode.Uri {
    const id = String(++this.#count);
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
    return formatLoose(isSent(uri) ? exchange.requestBody : exchange.reply.text);
  }
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
