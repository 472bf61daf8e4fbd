import { l10n } from 'vscode';
import type { Dialect } from '../../../kapture/catalogue/dialect.ts';

export function dialectTitle(dialect: Dialect): string {
  return {
    flat: l10n.t('Flat'),
    nested: l10n.t('Nested'),
    array: l10n.t('Array'),
    'object-2016': l10n.t('Object (2016)'),
  }[dialect];
}
