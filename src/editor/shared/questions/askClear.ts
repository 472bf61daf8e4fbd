import * as vscode from 'vscode';
import { chooseAct } from './confirmAct.ts';
import { oneLine } from '../texts/plainText.ts';

/** What there is to clear. */
export interface Clearable {
  readonly question: string;
  /** The current connection, if anything is kept of its tenant, and how much, in words. */
  readonly current: { readonly connection: string; readonly amount: string } | undefined;
  /** How much is kept of all connections, in words; undefined where that cannot be learned. */
  readonly amount: string | undefined;
  /** What clearing does, in sentences. */
  readonly effect: string;
}

/** Asks what is to be cleared: what is kept of the current connection, which comes first, or everything. */
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
  const acts = current ? [clearCurrent, clearAll] : [clearAll];
  const answer = await chooseAct(question, detail, acts, vscode.l10n.t("Don't Clear"));
  if (current && answer === clearCurrent) return 'current';
  return answer === clearAll ? 'all' : undefined;
}
