import * as vscode from 'vscode';
import type { StoredSize } from '../../../kapture/store/customerShapes.ts';
import { askClear } from '../../shared/questions/askClear.ts';
import { showInformation } from '../../shared/questions/messages.ts';
import { numberText } from '../../shared/texts/localTexts.ts';
import { megabytesText } from '../../shared/texts/megabytesText.ts';

interface ToClear {
  /** Of the shown tenant, and of all; undefined if unknown. */
  readonly current: StoredSize | undefined;
  readonly all: StoredSize | undefined;
  /** Whether the shown tenant has plans of bulk changes. */
  readonly hasPlans: boolean;
}

/** Asks whether to delete the customers of the shown tenant or of all. Undefined if the user cancels. */
export function askClearCustomers(
  connection: string | undefined,
  { current, all, hasPlans }: ToClear,
): Promise<'current' | 'all' | undefined> {
  return askClear({
    question: vscode.l10n.t('Clear pulled customers?'),
    current:
      connection !== undefined && current && (current.customers || hasPlans)
        ? { connection, amount: amountText(current) }
        : undefined,
    amount: all && amountText(all),
    effect: vscode.l10n.t('They will be deleted from this machine, for all windows. Nothing changes in Kapture.'),
  });
}

/** The progress of a deletion; without a total if that is unknown. */
export function deletedText(customers: number, total: number | undefined): string {
  return total === undefined
    ? vscode.l10n.t('{0} customers', numberText(customers))
    : vscode.l10n.t('{0} of {1} customers', numberText(Math.min(customers, total)), numberText(total));
}

/**
 * Shows what is left after a canceled deletion; nothing if `kept` is undefined, because the amount is then unknown.
 */
export function showCanceledClear(kept: StoredSize | undefined): void {
  if (!kept) return;
  void showInformation(
    kept.customers
      ? vscode.l10n.t('Clearing was canceled. Still on this machine: {0}.', amountText(kept))
      : vscode.l10n.t('The customers were cleared before you canceled.'),
  );
}

function amountText({ customers, bytes }: StoredSize): string {
  const size = megabytesText(bytes);
  return customers === 1
    ? vscode.l10n.t('1 customer, {0}', size)
    : vscode.l10n.t('{0} customers, {1}', numberText(customers), size);
}
