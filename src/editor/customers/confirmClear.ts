import * as vscode from 'vscode';
import { megabytesText } from '../localTexts.ts';

/** Asks before all pulled customers are deleted; `bytes` is what they take. */
export async function confirmClear(bytes: number): Promise<boolean> {
  const clear = vscode.l10n.t('Clear');
  const detail = vscode.l10n.t(
    'The customers that were pulled from every connection are deleted from this machine ({0}), for all windows. Nothing happens at Kapture.',
    megabytesText(bytes),
  );
  return (
    (await vscode.window.showWarningMessage(
      vscode.l10n.t('Clear the pulled customers?'),
      { modal: true, detail },
      clear,
    )) === clear
  );
}
