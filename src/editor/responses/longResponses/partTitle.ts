import { l10n } from 'vscode';
import { numberText } from '../../shared/texts/localTexts.ts';

/** The title of a part. `index` counts from 0. */
export function partTitle(index: number, count: number): string {
  return l10n.t('Part {0} of {1}', numberText(index + 1), numberText(count));
}
