import * as vscode from 'vscode';
import { numberText } from '../../shared/texts/localTexts.ts';

/** More than a year of days, which is more likely a typo. */
const manyPeriods = 400;

/** Asks before a pull of very many periods. Resolves to whether to pull. */
export async function confirmLongRange(count: number): Promise<boolean> {
  if (count <= manyPeriods) return true;
  const pull = {
    label: vscode.l10n.t('Pull'),
    detail: vscode.l10n.t(
      'This takes up to {0} requests. You can cancel at any time and keep the customers received so far.',
      numberText(count),
    ),
  };
  return (await vscode.window.showQuickPick([pull], { title: vscode.l10n.t('Pull this long date range?') })) === pull;
}
