import { strictText } from '../json/looseJson.ts';

/**
 * Values by the field names of Update. A value is unchanged JSON (`"Pune"`, `0.0`, `61371820`), so that numbers are
 * never rewritten.
 */
export type FieldValues = ReadonlyMap<string, string>;

/** The trimmed text of a value: the same for a number and a string of its digits; empty for null and white space. */
export function plainValue(json: string): string {
  return textOf(json).trim();
}

/** The blanks around the text of a value, each as a space. Only a few are returned, because they are only shown. */
export function blanksAround(json: string): { readonly before: string; readonly after: string } {
  const text = textOf(json);
  const spaces = (count: number): string => ' '.repeat(Math.min(10, count));
  return {
    before: spaces(text.length - text.trimStart().length),
    after: spaces(text.length - text.trimEnd().length),
  };
}

function textOf(json: string): string {
  const strict = strictText(json);
  if (strict.startsWith('"')) return JSON.parse(strict) as string;
  return strict === 'null' ? '' : strict;
}

/**
 * Whether two values are equal, apart from blanks around them, which a server can remove; `0.0` and `0` are equal.
 * Undefined is an unknown value, which is not equal to anything.
 */
export function isSame(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  const [a, b] = [plainValue(one), plainValue(other)];
  return (
    a === b ||
    (isShortNumber(a) && isShortNumber(b) && Number(a) === Number(b) && !one.startsWith('"') && !other.startsWith('"'))
  );
}

/** Whether two values are equal, including the blanks around them, which a user can add or remove. */
export function isSameText(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined || !isSame(one, other)) return false;
  // Numbers such as 0.0 and 0 differ in their text, but not in their value.
  return isBlank(one) || plainValue(one) !== plainValue(other) || textOf(one) === textOf(other);
}

/** Whether a value is stored as it was sent. A server can remove blanks around it, but does not add any. */
export function isStoredAsSent(sent: string, stored: string): boolean {
  if (!isSame(sent, stored)) return false;
  return isBlank(sent) || plainValue(sent) !== plainValue(stored) || textOf(sent).includes(textOf(stored));
}

export function isBlank(json: string): boolean {
  return plainValue(json) === '';
}

/**
 * Whether a value has a replacement character, which a decoder puts in place of bytes that do not belong to the charset
 * of the response. The stored value differs, so this value must never overwrite it.
 */
export function isDamaged(json: string): boolean {
  return plainValue(json).includes('\uFFFD');
}

/** Whether a value has consecutive asterisks, as in masked values: `64******78`. */
export function looksMasked(json: string): boolean {
  return /\*{2,}/.test(plainValue(json));
}

/**
 * Whether a value is one word with consecutive asterisks and a digit or @: a masked phone, number or email, but not
 * `**important**`.
 */
export function isMask(json: string): boolean {
  const text = plainValue(json);
  // A single pattern for all of this would take minutes for a long row of asterisks.
  return looksMasked(json) && /[\d@]/.test(text) && !/\s/.test(text);
}

/** Whether a masked value (`64******78`) can be that of a value: it begins and ends in the same way. */
export function isMaskOf(masked: string, value: string): boolean {
  const text = plainValue(value);
  const parts = plainValue(masked).split(/\*+/);
  const [start, end] = [parts[0]!, parts.at(-1)!];
  return parts.length > 1 && text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
}

/** Whether a text is a number that JavaScript represents exactly. */
function isShortNumber(text: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(text) && text.length <= 15;
}
