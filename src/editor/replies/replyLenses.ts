import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/client.ts';
import { operations } from '../../kapture/operations.ts';
import { commandLink, withIcon } from '../commands.ts';
import { explainTrouble } from '../explain.ts';
import { oneLabel } from '../plainText.ts';
import { isSent, type ReplyDocuments } from './replyDocuments.ts';

/** The line on top of a reply: outcome, status, time, size, and what can be done with it. */
export class ReplyLenses implements vscode.CodeLensProvider {
  readonly #documents: ReplyDocuments;

  constructor(documents: ReplyDocuments) {
    this.#documents = documents;
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const exchange = this.#documents.exchangeOf(uri);
    if (!exchange || isSent(uri)) return [];
    const top = new vscode.Range(0, 0, 0, 0);
    const words = wordsOf(exchange);
    return [textLens(summaryOf(exchange)), ...actionsOf(exchange, uri), ...(words ? [textLens(words)] : [])].map((command) => new vscode.CodeLens(top, command));
  }
}

/** Outcome and figures. */
export function summaryOf({ operation, reply }: Exchange): string {
  const { status, bytes, milliseconds, reading } = reply;
  const icon = { success: 'pass', failed: 'error', unreadable: 'warning' }[reading.outcome];
  const outcome = { success: vscode.l10n.t('success'), failed: vscode.l10n.t('failed'), unreadable: vscode.l10n.t('no verdict') }[reading.outcome];
  const count = operation === 'pull' && reading.outcome === 'success' ? [vscode.l10n.t('{0} customers', reading.records.length)] : [];
  return withIcon(icon, [outcome, `HTTP ${status}`, ...count, `${Math.max(1, Math.round(milliseconds))} ms`, sizeOf(bytes)].join(' · '));
}

/** What went wrong: the server's words, else ours. Last on the line, for it may be long. */
export function wordsOf(exchange: Exchange): string | undefined {
  const { reading } = exchange.reply;
  if (reading.outcome === 'success') return undefined;
  return oneLabel(reading.message ?? explainTrouble(exchange) ?? '') || undefined;
}

/** A lens that says something and does nothing. */
function textLens(title: string): vscode.Command {
  return { title, command: '' };
}

function actionsOf({ operation, connection, reply }: Exchange, uri: vscode.Uri): vscode.Command[] {
  const { outcome, customerId, records } = reply.reading;
  const actions: vscode.Command[] = [];
  if (outcome === 'success' && customerId) {
    actions.push(
      commandLink('kapture.openRecord', withIcon('go-to-file', vscode.l10n.t('Open Customer {0}', oneLabel(customerId, 30))), { id: customerId, connection }),
      commandLink('kapture.copyId', withIcon('copy', vscode.l10n.t('Copy Id')), { id: customerId }),
    );
  }
  if (records.length) actions.push(commandLink('kapture.showInCustomers', withIcon('list-tree', vscode.l10n.t('Show in Customers')), uri));
  actions.push(commandLink('kapture.showSentRequest', vscode.l10n.t('What Was Sent'), uri));
  if (!operations[operation].writes) actions.push(commandLink('kapture.sendAgain', withIcon('refresh', vscode.l10n.t('Send Again')), uri));
  return actions;
}

function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
