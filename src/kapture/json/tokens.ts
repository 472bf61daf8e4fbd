import { backslash, quote } from './characterCodes.ts';

/**
 * JSON as Kapture writes it: strict JSON, except that strings may contain raw line breaks and other control characters,
 * and that the text may be truncated. Readers work on the text instead of parsed values, so that a response is shown
 * unchanged: `0.0` stays `0.0`, a 20-digit id keeps its digits, keys keep their order and their duplicates.
 */

/** A position in the text: from `start` up to but not including `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type TokenKind = '{' | '}' | '[' | ']' | ',' | ':' | 'string' | 'literal';

/** A token of the text. */
export interface Token extends Span {
  readonly kind: TokenKind;
  /** The text ends inside this string. */
  readonly cut?: boolean;
}

const blank = /[\s\uFEFF]/;
const kinds = new Map<number, TokenKind>(
  (['{', '}', '[', ']', ',', ':'] as const).map((kind) => [kind.charCodeAt(0), kind]),
);

/** Compares character codes, because testing each character with a regular expression takes most of a walk's time. */
function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || (code > 0x7f && blank.test(String.fromCharCode(code)));
}

/** The offset of the first character at or after `from` that is not blank; the length of the text if there is none. */
export function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** The token at or after `from`; undefined at the end of the text. */
export function tokenAt(text: string, from: number): Token | undefined {
  const start = skipBlanks(text, from);
  if (start >= text.length) return undefined;
  const first = text.charCodeAt(start);
  if (first === quote) {
    const end = stringEnd(text, start);
    return end < 0 ? { kind: 'string', start, end: text.length, cut: true } : { kind: 'string', start, end };
  }
  const kind = kinds.get(first);
  if (kind) return { kind, start, end: start + 1 };
  let end = start + 1;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === quote || kinds.has(code) || isBlank(code)) break;
  }
  return { kind: 'literal', start, end };
}

/** The offset after the closing quote of the string at `start`; -1 if the text ends inside the string. */
export function stringEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === backslash) slashes++;
    if (slashes % 2 === 0) return at + 1;
  }
  return -1;
}
