import { l10n } from 'vscode';
import type { ListModule } from '../../../kapture/catalogue/operation.ts';
import { numberText } from './localTexts.ts';

/** A number of records: `3 tickets`. */
export function countText(module: ListModule, count: number): string {
  if (module === 'ticket') return count === 1 ? l10n.t('1 ticket') : l10n.t('{0} tickets', numberText(count));
  return count === 1 ? l10n.t('1 customer') : l10n.t('{0} customers', numberText(count));
}

/** A number of records among all of them: `3 of 20 tickets`. */
export function partText(module: ListModule, part: number, all: number): string {
  const [some, total] = [numberText(part), numberText(all)];
  return module === 'ticket' ? l10n.t('{0} of {1} tickets', some, total) : l10n.t('{0} of {1} customers', some, total);
}
