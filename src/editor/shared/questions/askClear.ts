import * as vscode from 'vscode';
import { chooseAction } from './confirmAction.ts';
import { oneLine } from '../texts/plainText.ts';

/** The stored data that can be cleared. */
export interface Clearable {
  readonly question: string;
  /** The current connection and how much is stored of its tenant, as text; undefined if nothing is stored. */
  readonly current: { readonly connection: string; readonly amount: string } | undefined;
  /** How much is stored of all connections, as text; undefined if that is unknown. */
  readonly amount: string | undefined;
  /** The effect of clearing, in sentences. */
  readonly effect: string;
}

/** Asks whether to clear the data of the current connection or everything. */
export async function askClear({
  question,
  current,
  amount,
  effect,
}: Clearable): Promise<'current' | 'all' | undefined> {
  const name = oneLine(current?.connection ?? '', 60);
  const clearAll = vscode.l10n.t('Clear All');
  const clearCurrent = vscode.l10n.t('Clear {0} Only', name);
  const detail = [
    ...(current ? [vscode.l10n.t('{0}: {1}', name, current.amount)] : []),
    ...(amount === undefined ? [] : [vscode.l10n.t('All connections: {0}', amount), '']),
    effect,
  ].join('\n');
  const actions = current ? [clearCurrent, clearAll] : [clearAll];
  const answer = await chooseAction(question, detail, actions, vscode.l10n.t("Don't Clear"));
  if (current && answer === clearCurrent) return 'current';
  return answer === clearAll ? 'all' : undefined;
}
