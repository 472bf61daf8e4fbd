import * as vscode from 'vscode';
import type { KeptCustomers } from '../../kapture/store/customerShapes.ts';
import { askClear } from '../askClear.ts';
import { megabytesText, numberText } from '../localTexts.ts';

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
    effect: vscode.l10n.t('They are deleted from this machine, for all windows. Nothing happens at Kapture.'),
  });
}

function amountOf({ customers, bytes }: KeptCustomers): string {
  const size = megabytesText(bytes);
  return customers === 1
    ? vscode.l10n.t('1 customer, {0}', size)
    : vscode.l10n.t('{0} customers, {1}', numberText(customers), size);
}
