import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { operations } from '../../kapture/catalogue/registry.ts';
import { commandLink, withIcon } from '../shared/commands.ts';
import { headersQuery, isLong, summaryLink, summaryOf, failureLabel } from '../shared/texts/exchangeTexts.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { customerOfResponse } from './customerOfResponse.ts';
import type { ResponseDocuments } from './responseDocuments.ts';

/**
 * The code lenses of a response: actions, then outcome, status, time and size. Beside a request there is only room for
 * about fifty characters, so the actions come first and nothing is repeated.
 */
export class ResponseLenses implements vscode.CodeLensProvider {
  readonly #documents: ResponseDocuments;

  constructor(documents: ResponseDocuments) {
    this.#documents = documents;
  }

  async provideCodeLenses({ uri, lineCount }: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const exchange = this.#documents.exchangeOf(uri);
    if (!exchange || uri.query === headersQuery) return [];
    const at = (line: number, commands: readonly vscode.Command[]): vscode.CodeLens[] =>
      commands.map((command) => new vscode.CodeLens(new vscode.Range(line, 0, line, 0), command));
    const failure = failureLabel(exchange);
    const summary = summaryLink(
      'kapture.showHeaders',
      summaryOf(exchange, { count: !exchange.response.reading.records.length }),
      uri,
    );
    const { part, whole } = isLong(exchange)
      ? (await import('./longResponses/index.ts')).partCommands(exchange, uri)
      : { part: [], whole: [] };
    // The position of the part and its navigation are shown at the top and again at the end.
    return [
      ...at(0, [...part, ...actionsOf(exchange, uri, whole), summary, ...(failure ? [textLens(failure)] : [])]),
      ...at(lineCount - 1, part),
    ];
  }
}

/** A code lens without a command. */
function textLens(title: string): vscode.Command {
  return { title, command: '' };
}

function actionsOf(exchange: Exchange, uri: vscode.Uri, whole: readonly vscode.Command[]): vscode.Command[] {
  const { operation, tenant, connection, response } = exchange;
  const { outcome, customerId, records } = response.reading;
  const actions: vscode.Command[] = [];
  if (outcome === 'success' && customerId) {
    actions.push(
      {
        ...commandLink('kapture.openRecord', withIcon('go-to-file', vscode.l10n.t('Open Customer')), {
          id: customerId,
          tenant,
          connection,
        }),
        tooltip: vscode.l10n.t('Open Customer {0}', oneLine(customerId, 30)),
      },
      commandLink('kapture.copyId', withIcon('copy', vscode.l10n.t('Copy ID')), { id: customerId }),
    );
  }
  const edited = customerOfResponse(exchange);
  if (edited)
    actions.push(commandLink('kapture.editCustomer', withIcon('edit', vscode.l10n.t('Edit Customer')), edited));
  if (records.length) {
    const title =
      records.length === 1
        ? vscode.l10n.t('Show in Customers View')
        : vscode.l10n.t('Show in Customers View ({0})', numberText(records.length));
    actions.push(commandLink('kapture.showInCustomers', withIcon('list-tree', title), uri));
  }
  actions.push(...whole);
  if (!operations[operation].writes)
    actions.push(commandLink('kapture.sendAgain', withIcon('refresh', vscode.l10n.t('Send Again')), uri));
  return actions;
}
