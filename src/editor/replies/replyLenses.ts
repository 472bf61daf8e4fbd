import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/client.ts';
import { operations } from '../../kapture/operations.ts';
import { customersOf } from '../../kapture/customersOf.ts';
import { commandLink, withIcon } from '../commands.ts';
import { isLong, summaryOf, wordsOf } from '../exchangeTexts.ts';
import { oneLabel } from '../plainText.ts';
import { isSent, type ReplyDocuments } from './replyDocuments.ts';

/** The line on top of a reply: outcome, status, time, size, and what can be done with it. */
export class ReplyLenses implements vscode.CodeLensProvider {
  readonly #documents: ReplyDocuments;

  constructor(documents: ReplyDocuments) {
    this.#documents = documents;
  }

  async provideCodeLenses({ uri, lineCount }: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const exchange = this.#documents.exchangeOf(uri);
    if (!exchange || isSent(uri)) return [];
    const at = (line: number, commands: readonly vscode.Command[]): vscode.CodeLens[] => commands.map((command) => new vscode.CodeLens(new vscode.Range(line, 0, line, 0), command));
    const words = wordsOf(exchange);
    const parts = isLong(exchange) ? (await import('../longReplies/index.ts')).partCommands(exchange, uri) : [];
    // That this is not all comes first, then what went wrong: beside a request there is no room for more. And again where whoever reads on gets to.
    return [...at(0, [...parts, textLens(summaryOf(exchange)), ...(words ? [textLens(words)] : []), ...actionsOf(exchange, uri)]), ...at(lineCount - 1, parts.slice(0, -2))];
  }
}

/** A lens that says something and does nothing. */
function textLens(title: string): vscode.Command {
  return { title, command: '' };
}

function actionsOf(exchange: Exchange, uri: vscode.Uri): vscode.Command[] {
  const { operation, connection, reply } = exchange;
  const { outcome, customerId, records } = reply.reading;
  const actions: vscode.Command[] = [];
  if (outcome === 'success' && customerId) {
    actions.push(
      commandLink('kapture.openRecord', withIcon('go-to-file', vscode.l10n.t('Open Customer {0}', oneLabel(customerId, 30))), { id: customerId, connection }),
      commandLink('kapture.copyId', withIcon('copy', vscode.l10n.t('Copy Id')), { id: customerId }),
    );
  }
  const got = operation === 'get' ? customersOf(exchange) : [];
  const edited = got.length === 1 ? got[0]?.id : customerId;
  if (outcome === 'success' && edited) actions.push(commandLink('kapture.editCustomer', withIcon('edit', vscode.l10n.t('Edit Customer')), { id: edited, connection }));
  if (records.length) actions.push(commandLink('kapture.showInCustomers', withIcon('list-tree', vscode.l10n.t('Show in Customers')), uri));
  actions.push(commandLink('kapture.showSentRequest', vscode.l10n.t('What Was Sent'), uri));
  if (!operations[operation].writes) actions.push(commandLink('kapture.sendAgain', withIcon('refresh', vscode.l10n.t('Send Again')), uri));
  return actions;
}
