/** A range in a text; `end` is exclusive. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

export type EscapeKind = 'json' | 'url' | 'html';
export const escapeKinds: readonly EscapeKind[] = ['json', 'url', 'html'];

/** A decoded escape: its character code, and its length in the text. */
interface Written {
  readonly code: number;
  readonly length: number;
}

const signs: Readonly<Record<EscapeKind, string>> = { json: '\\', url: '%', html: '&' };

/** Decodes the escape that starts at an offset; undefined if there is none. */
const readers: Readonly<Record<EscapeKind, (text: string, at: number) => Written | undefined>> = {
  json: (text, at) => {
    const isUnit = text.charAt(at + 1) === 'u';
    const code = isUnit ? numberIn(text, at + 2, at + 6, 16) : jsonEscapes.get(text.charAt(at + 1))?.charCodeAt(0);
    return code === undefined ? undefined : { code, length: isUnit ? 6 : 2 };
  },
  // Each byte becomes one character, as if UTF-8 were read as Latin-1.
  url: (text, at) => {
    const code = numberIn(text, at + 1, at + 3, 16);
    return code === undefined ? undefined : { code, length: 3 };
  },
  html: (text, at) => {
    // Limited, because a search of the whole text would take quadratic time if it has no `;`.
    const length = text.slice(at, at + longestEntity).indexOf(';') + 1;
    if (length === 0) return undefined;
    const end = at + length - 1;
    if (text.charAt(at + 1) !== '#') {
      const character = entities.get(text.slice(at + 1, end));
      return character === undefined ? undefined : { code: character.charCodeAt(0), length };
    }
    const isHex = /x/i.test(text.charAt(at + 2));
    const code = isHex ? numberIn(text, at + 3, end, 16) : numberIn(text, at + 2, end, 10);
    return code === undefined || code > 0x10ffff ? undefined : { code, length };
  },
};

const jsonEscapes: ReadonlyMap<string, string> = new Map([
  ...[...`"'\\/`].map((sign) => [sign, sign] as const),
  ...[...'bfnrt'].map((letter, index) => [letter, '\b\f\n\r\t'.charAt(index)] as const),
]);
const entities: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);
const longestEntity = 16;

/** Parses a range of digits; undefined if it has other characters or is empty. */
function numberIn(text: string, start: number, end: number, base: 10 | 16): number | undefined {
  if (end > text.length || start >= end) return undefined;
  let number = 0;
  for (let at = start; at < end; at++) {
    const digit = digitOf(text.charCodeAt(at));
    if (digit >= base) return undefined;
    number = number * base + digit;
  }
  return number;
}

/** The value of a hexadecimal digit; 16 for any other character. */
function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : 16;
}

/** The range of an escape in a text, and the range of its characters in the unescaped text. */
interface Escape extends Place {
  readonly to: Place;
}

/** Decodes the escapes of one kind once: an escaped escape becomes an escape. The escapes are added to `found`. */
export function unescaped(text: string, kind: EscapeKind, found?: Escape[]): string {
  let plain = '';
  let done = 0;
  for (let at = text.indexOf(signs[kind]); at >= 0;) {
    const written = readers[kind](text, at);
    const end = at + (written?.length ?? 1);
    if (written) {
      plain += text.slice(done, at);
      const start = plain.length;
      plain += String.fromCodePoint(written.code);
      found?.push({ start: at, end, to: { start, end: plain.length } });
      done = end;
    }
    at = text.indexOf(signs[kind], end);
  }
  return done === 0 ? text : plain + text.slice(done);
}

/** Converts ranges of the {@link unescaped} text to ranges of the text itself. */
export function placesBefore(text: string, kind: EscapeKind, places: readonly Place[]): Place[] {
  const escapes: Escape[] = [];
  unescaped(text, kind, escapes);
  return places.map(({ start, end }) => ({
    start: originOf(escapes, start).start,
    end: originOf(escapes, end - 1).end,
  }));
}

/** The range in the text that a character of the unescaped text comes from. */
function originOf(escapes: readonly Escape[], at: number): Place {
  let low = 0;
  let high = escapes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (escapes[middle]!.to.end <= at) low = middle + 1;
    else high = middle;
  }
  const next = escapes[low];
  if (next && next.to.start <= at) return next;
  const before = escapes[low - 1];
  const start = before ? before.end + at - before.to.end : at;
  return { start, end: start + 1 };
}
