import { l10n } from 'vscode';
import { blanksAround, isBlank, plainValue } from '../../../kapture/update/fieldValue.ts';
import { quoted } from './localTexts.ts';
import { oneLine } from './plainText.ts';

export function fieldList(fields: Iterable<string>): string {
  return [...fields].map((field) => oneLine(field, 60)).join(', ');
}

/**
 * A JSON value as shown in a sentence, with the blanks around it, because two values can differ in them alone.
 * `length`: how many characters of it are shown.
 */
export function valueText(json: string | undefined, length = 80): string {
  if (json === undefined) return l10n.t('unknown');
  if (isBlank(json)) return l10n.t('blank');
  const { before, after } = blanksAround(json);
  return quoted(before + oneLine(plainValue(json), length) + after);
}
