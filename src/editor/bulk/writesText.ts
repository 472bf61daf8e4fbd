import { l10n } from 'vscode';
import { numberText } from '../shared/texts/localTexts.ts';

/** The number of writes of each kind. */
export function writesText({ add, update }: { readonly add: number; readonly update: number }): string {
  return [
    ...(add ? [l10n.t('Adds: {0}', numberText(add))] : []),
    ...(update ? [l10n.t('Updates: {0}', numberText(update))] : []),
  ].join(' · ');
}
