import { l10n } from 'vscode';
import { jsonTypes, type JsonType, type LearnedField } from '../../kapture/tenantFields/learnedRecords.ts';
import { shapeTitle, type Shape } from '../../kapture/tenantFields/valueShape.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { numberText } from '../shared/texts/localTexts.ts';

/** A share as a percentage. Only all is 100%, and only none is 0%. */
export function shareText(count: number, of: number): string {
  if (!of || !count) return percentText(0);
  const share = count / of;
  if (share < 0.01) return `<${nonBreaking(percentText(0.01))}`;
  return percentText(count >= of ? 1 : Math.min(0.99, share));
}

function percentText(share: number): string {
  return numberText(share, { style: 'percent', maximumFractionDigits: 0 });
}

function nonBreaking(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}

/** The JSON types of a field, the most frequent first. */
export function typesOf({ types }: LearnedField): JsonType[] {
  return jsonTypes.filter((type) => types[type]).sort((one, other) => types[other]! - types[one]!);
}

/** The shapes of a field in words, the most frequent first. */
export function shapesText({ shapes }: LearnedField, most: number): string {
  const titles = [...shapes]
    .sort(([, one], [, other]) => other - one)
    .map(([shape]: [Shape, number]) => problemText(shapeTitle(shape)));
  return [...titles.slice(0, most), ...(titles.length > most ? ['…'] : [])].join(', ');
}

/** How often a field of a customer was seen. */
export function seenText({ seen }: LearnedField, of: number, name: string): string {
  const share = shareText(seen, of);
  return of === 1
    ? l10n.t('Seen in the one examined customer of {0}', name)
    : l10n.t('Seen in {0} of {1} examined customers of {2}', share, numberText(of), name);
}
