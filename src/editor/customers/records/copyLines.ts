import * as vscode from 'vscode';
import { oneLabel } from '../../shared/texts/plainText.ts';

/** Copies the distinct texts, one per line. */
export async function copyLines(texts: readonly (string | undefined)[]): Promise<void> {
  const distinct = [...new Set(texts.filter(Boolean))];
  const text = distinct.join('\n');
  if (!text) {
    vscode.window.setStatusBarMessage(vscode.l10n.t('There is nothing to copy here.'), 3000);
    return;
  }
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', oneLabel(distinct.join(', '))), 3000);
}
