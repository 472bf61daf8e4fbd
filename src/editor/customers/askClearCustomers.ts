import * as vscode from 'vscode';
import type { KeptCustomers } from '../../kapture/store/customerShapes.ts';
import { askClear } from '../shared/questions/askClear.ts';
import { showInformation } from '../shared/questions/messages.ts';
import { megabytesText, numberText } from '../shared/texts/localTexts.ts';

/** Asks whose pulled customers are to be deleted. */
export function askClearCustomers(
  connection: string | undefined,
  current: KeptCustomers | undefined,
  all: KeptCustomers | undefined,
): Promise<'current' | 'all' | undefined> {
  return askClear({
    question: vscode.l10n.t('Clear pulled customers?'),
    current: connection !== undefined && current?.customers ? { connection, amount: amountOf(current) } : undefined,
    amount: all && amountOf(all),
    effect: vscode.l10n.t('They will be deleted from this machine, for all windows. Nothing changes in Kapture.'),
  });
}

/** How far a clearing is. */
export function deletedText(customers: number, total: number | undefined): string {
  return total === undefined
    ? vscode.l10n.t('{0} customers', numberText(customers))
    : vscode.l10n.t('{0} of {1} customers', numberText(Math.min(customers, total)), numberText(total));
}

/** Says what a cancelled clearing has left; `kept` is undefined where that cannot be learned. */
export function tellCancelledClear(kept: KeptCustomers | undefined): void {
  if (!kept) return;
  void showInformation(
    kept.customers
      ? vscode.l10n.t('Clearing was cancelled. Still on this machine: {0}.', amountOf(kept))
      : vscode.l10n.t('The customers were cleared before you cancelled.'),
  );
}

function amountOf({ customers, bytes }: KeptCustomers): string {
  const size = megabytesText(bytes);
  return customers === 1
    ? vscode.l10n.t('1 customer, {0}', size)
    : vscode.l10n.t('{0} customers, {1}', numberText(customers), size);
}
