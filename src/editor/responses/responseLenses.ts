import * as vscode from 'vscode';
import { type OperationId, operations } from '../../kapture/catalogue/registry.ts';
import { type Exchange, isLong } from '../../kapture/exchange/exchange.ts';
import { isUncertainWrite, writtenCustomerFields } from '../../kapture/exchange/writtenCustomer.ts';
import { commandLink, withIcon } from '../shared/commands.ts';
import { customerOfResponse } from '../shared/customerOfResponse.ts';
import { ticketOf } from './conversations.ts';
import { openCustomerLink, otherRecordWords } from '../shared/texts/customerTexts.ts';
import { lensFailure, summaryLink, summaryOf } from '../shared/texts/exchangeTexts.ts';
import { numberText } from '../shared/texts/localTexts.ts';

/**
 * The code lenses of a response: a record that was not requested, the main action, then outcome, status, time and size.
 * Beside a request there is only room for about sixty characters, so all other actions are only in the menu of the
 * editor's title, and a failure that the text shows is not repeated.
 */
export async function responseLenses(
  { uri, lineCount }: Pick<vscode.TextDocument, 'uri' | 'lineCount'>,
  exchange: Exchange,
): Promise<vscode.CodeLens[]> {
  const { otherId, records } = exchange.response.reading;
  const other = otherRecordWords(exchange, otherId);
  const warnings = other === undefined ? [] : [textLens(withIcon('warning', other))];
  const failure = lensFailure(exchange);
  const summary = summaryLink('kapture.showHeaders', summaryOf(exchange, { count: !records.length }), uri);
  const facts = [summary, ...(failure ? [textLens(failure)] : [])];
  const action = mainAction(exchange, uri);
  const actions = action ? [action] : [];
  if (!isLong(exchange)) return lensesAt(0, [...warnings, ...actions, ...facts]);
  const { steps, position, whole } = (await import('./longResponses/longResponses.ts')).partCommands(exchange, uri);
  return [
    ...lensesAt(0, [...warnings, ...steps, ...facts, position, ...actions, ...whole]),
    ...lensesAt(lineCount - 1, [...steps, position]),
  ];
}

function lensesAt(line: number, commands: readonly vscode.Command[]): vscode.CodeLens[] {
  return commands.map((command) => new vscode.CodeLens(new vscode.Range(line, 0, line, 0), command));
}

/** A code lens without a command. */
function textLens(title: string): vscode.Command {
  return { title, command: '' };
}

function mainAction(exchange: Exchange, uri: vscode.Uri): vscode.Command | undefined {
  const { operation, response } = exchange;
  const { records, otherId } = response.reading;
  if (otherId !== undefined) return sendAgain(operation, uri);
  if (ticketOf(exchange))
    return commandLink(
      'kapture.showConversation',
      withIcon('comment-discussion', vscode.l10n.t('Show Conversation')),
      uri,
    );
  if (isUncertainWrite(operation, response.reading)) return getCustomer(exchange);
  const opened = openCustomerLink(exchange);
  if (opened) return opened;
  const edited = customerOfResponse(exchange);
  if (edited) return commandLink('kapture.editCustomer', withIcon('edit', vscode.l10n.t('Edit Customer')), edited);
  if (records.length) {
    const title =
      records.length === 1
        ? vscode.l10n.t('Show Customer')
        : vscode.l10n.t('Show {0} Customers', numberText(records.length));
    return {
      ...commandLink('kapture.showInCustomers', withIcon('list-tree', title), uri),
      tooltip: vscode.l10n.t('Show in Customers View'),
    };
  }
  return sendAgain(operation, uri);
}

/** The command that gets the customer of a write, which shows whether the write was carried out. */
function getCustomer(exchange: Exchange): vscode.Command | undefined {
  const { tenant, connection } = exchange;
  const fields = writtenCustomerFields(exchange);
  // The connection of an old response can lead to another tenant now, so the request is bound to the tenant.
  const request = { fields, connection, tenant };
  return fields && commandLink('kapture.getCustomer', withIcon('person', vscode.l10n.t('Get Customer')), request);
}

/** The command that sends a request again; undefined for a write. */
function sendAgain(operation: OperationId, uri: vscode.Uri): vscode.Command | undefined {
  return operations[operation].writes
    ? undefined
    : commandLink('kapture.sendAgain', withIcon('refresh', vscode.l10n.t('Send Again')), uri);
}
