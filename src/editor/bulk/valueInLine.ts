import { l10n } from 'vscode';
import { withVisibleBreaks } from '../../kapture/problem/problem.ts';
import { plainLines } from '../shared/texts/plainText.ts';

/**
 * A value of a row in one line. Its line breaks are visible, because they are sent, and its blanks are kept, because
 * they can be what was repaired or refused.
 */
export function valueInLine(text: string, maxLength: number): string {
  const characters = [...plainLines(withVisibleBreaks(text))];
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : characters.join('');
}

/** Like {@link valueInLine}, or a word if nothing would be visible. */
export function visibleValue(text: string, maxLength: number): string {
  const shown = valueInLine(text, maxLength);
  return shown.trim() ? shown : l10n.t('(blank)');
}
