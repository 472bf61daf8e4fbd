import { escapeKinds, placesBefore, unescaped, type EscapeKind, type Place } from './escapes.ts';
import { JsonStrings, type Surroundings } from './jsonStrings.ts';
import { formsOf, type BarePasswords } from './secretForms.ts';
import { secretSearch, type SecretSearch } from './secretSearch.ts';

/** Replaces each secret. */
export const redactionMark = '‹auth key›';

/** Redacts the secrets in a text. */
export interface Redact {
  /** `surroundings` is what a piece of a text starts in; without it, the text is complete. */
  (text: string, surroundings?: Surroundings): string;
  /** A quick check whether bytes can contain a secret. If it is missing, the bytes must be decoded and searched. */
  readonly mayContain?: SecretSearch;
  /** Maximum length of an escaped secret, in bytes. A secret that is longer than this cannot cross a cut in a text. */
  readonly longest?: number;
  /** Whether the replacement depends on the surroundings of a piece of a text. */
  readonly needsSurroundings?: boolean;
}

/**
 * Returns a function that redacts auth keys in a text: the key, the text that it decodes to, and the password in it.
 * Each is found plain, in hex, and in base64 or base64url, also within a longer encoded text; in any of these,
 * characters can be escaped for JSON, URLs or HTML, repeatedly, or be UTF-8 that was read as Latin-1. A user name alone
 * is not a secret and stays, because it can be the name of an agent. `bare` says which passwords alone are redacted:
 * one can be a common word, and customer data must not be altered.
 *
 * A secret that is a number is redacted only where it is a whole number, not in a longer one. JSON stays JSON: a number
 * in it becomes a string.
 */
export function redactor(secrets: readonly string[], { bare = 'all' }: { readonly bare?: BarePasswords } = {}): Redact {
  const forms = formsOf(secrets, bare);
  if (!forms.length) return (text) => text;
  const pattern = new RegExp(forms.map((form) => form.pattern).join('|'), 'g');
  const texts = forms.map(({ text }) => text);
  const mayBeEscaped = escapeIn(texts);
  let search: SecretSearch | undefined;
  const redact = (text: string, surroundings?: Surroundings): string =>
    // Most texts are short and have neither.
    text.search(pattern) < 0 && !mayBeEscaped.test(text)
      ? text
      : replaced(text, placesIn(text, pattern, mayBeEscaped), new JsonStrings(text, surroundings));
  return Object.assign(redact, {
    mayContain: (...place: Parameters<SecretSearch>) => (search ??= secretSearch(texts))(...place),
    longest: Math.max(...texts.map(({ length }) => length)) * longestEscape,
    needsSurroundings: texts.some((text) => numberCharacters.test(text)),
  });
}

/** Maximum nesting of escapes of one kind, for example JSON in a JSON string. */
const maxDepth = 4;
/** Maximum nesting of escapes of different kinds, for example a URL in JSON in a JSON string. */
const maxMixedDepth = 3;
/** Maximum length of a character that is escaped twice: `&amp;#x63;`. */
const longestEscape = 10;

/** The ranges of the secrets in a text, escaped or not. */
function placesIn(text: string, pattern: RegExp, mayBeEscaped: RegExp): Place[] {
  // Unescaping in a different order usually gives the same text.
  const seen = new Set<string>();
  const inside = (level: string, kinds: readonly EscapeKind[]): Place[] => {
    const places = Array.from(level.matchAll(pattern), ({ 0: { length }, index: start }) => ({
      start,
      end: start + length,
    }));
    if (kinds.length === maxDepth || !mayBeEscaped.test(level)) return places;
    for (const kind of escapeKinds) {
      if (kinds.length >= maxMixedDepth && kinds.some((other) => other !== kind)) continue;
      const plain = unescaped(level, kind);
      if (plain === level || seen.has(plain)) continue;
      seen.add(plain);
      const found = inside(plain, [...kinds, kind]);
      // One by one: a spread of very many arguments would overflow the stack.
      if (found.length) for (const place of placesBefore(level, kind, found)) places.push(place);
    }
    return places;
  };
  return inside(text, []);
}

/** A pattern for escapes that can be part of a secret or of another escape. Other texts are not unescaped. */
function escapeIn(forms: readonly string[]): RegExp {
  const own = new Set(forms.join(''));
  const also = [...'=\\%&#;', ...(own.has('+') ? '-' : ''), ...(own.has('/') ? '_' : ''), ...(own.has(' ') ? '+' : '')];
  const characters = [...new Set([...own, ...also])];
  // Few secrets have non-ASCII characters; for those, any escape matches.
  const isAscii = characters.every((character) => character <= '\x7f');
  const codes = characters.map((character) => character.charCodeAt(0).toString(16).padStart(2, '0')).join('|');
  const short = [...`"'\\/`].filter((sign) => own.has(sign)).map((sign) => `\\\\${sign === '\\' ? '\\\\' : sign}`);
  const named = [...`&<>"'`].some((sign) => own.has(sign)) ? ['&[a-z]+;'] : [];
  return new RegExp(
    [isAscii ? `\\\\u00(?:${codes})` : '\\\\u', isAscii ? `%(?:${codes})` : '%', '[&;]#', ...short, ...named].join('|'),
    'i',
  );
}

/**
 * Replaces ranges with the mark. Overlapping ranges become one, for example a key and the same key with escaped
 * padding.
 */
function replaced(text: string, places: readonly Place[], strings: JsonStrings): string {
  if (!places.length) return text;
  const pieces: string[] = [];
  let done = 0;
  for (const { start, end } of places.toSorted((one, other) => one.start - other.start)) {
    if (start >= done) {
      const mark = markFor(text, { start, end }, strings);
      if (mark === undefined) continue;
      pieces.push(text.slice(done, start), mark);
    }
    done = Math.max(done, end);
    if (text.slice(start, end).includes('"')) {
      // What is before the secret still counts.
      strings.at(start);
      strings.skipTo(end);
    }
  }
  return pieces.join('') + text.slice(done);
}

/** The replacement of a range; undefined if it is only a part of a number of JSON, which is not a secret. */
function markFor(text: string, place: Place, strings: JsonStrings): string | undefined {
  const { start, end } = place;
  if (!numberCharacters.test(text.slice(start, end)) || strings.at(start) !== 'json') return redactionMark;
  const number = jsonNumberAround(text, place);
  if (!number) return redactionMark;
  return number.start === start && number.end === end ? `"${redactionMark}"` : undefined;
}

/** The characters of a number of JSON. */
const numberCharacters = /^[\d.eE+-]+$/;
const jsonNumber = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** Longer numbers than anyone writes, so that a text of nothing but digits and signs is searched in time. */
const longestNumber = 400;

/** The number of JSON that a range is in. A text such as `[E401] Wrong PIN 123456.` begins like JSON and has none. */
function jsonNumberAround(text: string, { start, end }: Place): Place | undefined {
  const number = { start, end };
  while (numberCharacters.test(text.charAt(number.start - 1)) && end - number.start <= longestNumber) number.start--;
  while (numberCharacters.test(text.charAt(number.end)) && number.end - start <= longestNumber) number.end++;
  if (!jsonNumber.test(text.slice(number.start, number.end))) return undefined;
  let [before, after] = [number.start - 1, number.end];
  while (/\s/.test(text.charAt(before))) before--;
  while (/\s/.test(text.charAt(after))) after++;
  const isValue =
    (before < 0 || '[,:'.includes(text[before]!)) && (after >= text.length || ',]}'.includes(text[after]!));
  return isValue ? number : undefined;
}
