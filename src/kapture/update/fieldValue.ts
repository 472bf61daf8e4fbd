import { strictText } from '../json/looseJson.ts';

/**
 * Values of fields, by the names that Update has for them. A value is JSON as somebody wrote it (`"Pune"`, `0.0`,
 * `61371820`), so that no number is ever rewritten.
 */
export type FieldValues = ReadonlyMap<string, string>;

/** What a value says: the same for a number and for a text of its digits; empty for null and for blanks. */
export function plainValue(json: string): string {
  const strict = strictText(json);
  if (strict.startsWith('"')) return (JSON.parse(strict) as string).trim();
  return strict === 'null' ? '' : strict;
}

/** Whether two values say the same; `0.0` and `0` do. Undefined, a value that is not known, is the same as no value, not even as itself. */
export function isSame(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  const [a, b] = [plainValue(one), plainValue(other)];
  return (
    a === b ||
    (isShortNumber(a) && isShortNumber(b) && Number(a) === Number(b) && !one.startsWith('"') && !other.startsWith('"'))
  );
}

export function isBlank(json: string): boolean {
  return plainValue(json) === '';
}

/** A text with stars in a row, as servers write what they hide: `64******78`. */
export function looksMasked(json: string): boolean {
  return /\*{2,}/.test(plainValue(json));
}

/** One word with stars in a row and digits or an @: a hidden phone, number or email, not a text that stresses `**something**`. */
export function isMask(json: string): boolean {
  return /^(?=\S*[\d@])\S*\*{2,}\S*$/.test(plainValue(json));
}

/** One that JavaScript's numbers hold exactly. */
function isShortNumber(text: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(text) && text.length <= 15;
}
