import type { Exchange } from '../exchange/exchange.ts';
import { escapeKinds, placesBefore, unescaped, type EscapeKind, type Place } from './escapes.ts';
import { readResponse, type ResponseReading } from '../exchange/readResponse.ts';
import { formsOf } from './secretForms.ts';
import { secretSearch, type SecretSearch } from './secretSearch.ts';

/** Stands where a secret stood. */
export const redactionMark = '‹auth key›';

/** Redacts secrets in a text. */
export interface Redact {
  (text: string): string;
  /** Whether bytes have to be made a text to look for secrets in them; without it, they have to. */
  readonly mayBeIn?: SecretSearch;
  /** The most bytes that a secret may take where it is escaped: so many of a cut text wait for the rest. */
  readonly longest?: number;
}

/**
 * A function that redacts auth keys in a text, in whatever way they are written: the key as it is sent, what it decodes to
 * and the password in it; each plain, in hex, and in base64 or base64url, also as a part of a longer text; and in all of
 * these any character escaped as JSON, URLs or HTML do, and that escaped again, or in UTF-8 that was read as Latin-1. A user
 * name by itself is no secret and stays: it may be the agent of many a customer.
 * Without `bare`, so does a password by itself: it may be a word, and what is shown of a customer has to be right.
 */
export function redactor(secrets: readonly string[], { bare = true } = {}): Redact {
  const forms = formsOf(secrets, bare);
  if (!forms.length) return (text) => text;
  const pattern = new RegExp(forms.map((form) => form.pattern).join('|'), 'g');
  const texts = forms.map(({ text }) => text);
  const mayBeEscaped = escapeIn(texts);
  let search: SecretSearch | undefined;
  return Object.assign((text: string) => replaced(text, placesIn(text, pattern, mayBeEscaped)), {
    mayBeIn: (...place: Parameters<SecretSearch>) => (search ??= secretSearch(texts))(...place),
    longest: Math.max(...texts.map(({ length }) => length)) * longestEscape,
  });
}

/** Escapes of one kind may be in one another so often: a text in JSON that is a text in JSON, and so on. */
const deepest = 4;
/** Those of several kinds so often: an address in JSON that is a text in JSON, say. */
const deepestMixed = 3;
/** The most letters that stand for one, escaped twice: `&amp;#x63;`. */
const longestEscape = 10;

/** Where secrets are in a text, escaped or not. */
function placesIn(text: string, pattern: RegExp, mayBeEscaped: RegExp): Place[] {
  // What is unescaped in another order is mostly the same.
  const seen = new Set<string>();
  const inside = (level: string, kinds: readonly EscapeKind[]): Place[] => {
    const places = Array.from(level.matchAll(pattern), ({ 0: { length }, index: start }) => ({
      start,
      end: start + length,
    }));
    if (kinds.length === deepest || !mayBeEscaped.test(level)) return places;
    for (const kind of escapeKinds) {
      if (kinds.length >= deepestMixed && kinds.some((other) => other !== kind)) continue;
      const plain = unescaped(level, kind);
      if (plain === level || seen.has(plain)) continue;
      seen.add(plain);
      const found = inside(plain, [...kinds, kind]);
      // One by one: more arguments than the stack holds may be found.
      if (found.length) for (const place of placesBefore(level, kind, found)) places.push(place);
    }
    return places;
  };
  return inside(text, []);
}

/** Finds an escape that may stand for a part of a secret, or for a part of another escape: only then is a text unescaped. */
function escapeIn(forms: readonly string[]): RegExp {
  const own = new Set(forms.join(''));
  const also = [...'=\\%&#;', ...(own.has('+') ? '-' : ''), ...(own.has('/') ? '_' : ''), ...(own.has(' ') ? '+' : '')];
  const characters = [...new Set([...own, ...also])];
  // Of anything else than ASCII, which few secrets have, any escape will do.
  const isAscii = characters.every((character) => character <= '\x7f');
  const codes = characters.map((character) => character.charCodeAt(0).toString(16).padStart(2, '0')).join('|');
  const short = [...`"'\\/`].filter((sign) => own.has(sign)).map((sign) => `\\\\${sign === '\\' ? '\\\\' : sign}`);
  const named = [...`&<>"'`].some((sign) => own.has(sign)) ? ['&[a-z]+;'] : [];
  return new RegExp(
    [isAscii ? `\\\\u00(?:${codes})` : '\\\\u', isAscii ? `%(?:${codes})` : '%', '[&;]#', ...short, ...named].join('|'),
    'i',
  );
}

/** Places that overlap are one: those of a key in base64, and of the same with the sign at its end escaped. */
function replaced(text: string, places: readonly Place[]): string {
  if (!places.length) return text;
  const pieces: string[] = [];
  let done = 0;
  for (const { start, end } of places.toSorted((one, other) => one.start - other.start)) {
    if (start >= done) pieces.push(text.slice(done, start), redactionMark);
    done = Math.max(done, end);
  }
  return pieces.join('') + text.slice(done);
}

/** An exchange without the secrets that a server sent back, or that stood in the body. A packed text stays: it was packed without the key. Whoever wants less than that in it unpacks it first (`unpackedExchange`). */
export function redactExchange(exchange: Exchange, redact: Redact): Exchange {
  const { operation, requestBody, url, response } = exchange;
  const text = typeof response.text === 'string' ? redact(response.text) : response.text;
  const { outcome, trouble } = response.reading;
  return {
    ...exchange,
    url: redact(url),
    requestBody: redact(requestBody),
    response: {
      ...response,
      text,
      headers: response.headers && withoutSecretsIn(response.headers, redact),
      contentType: redact(response.contentType),
      location: response.location && redact(response.location),
      // The records are places in the text, which may have moved. Outcome and trouble say more than the text: that it broke off.
      reading:
        typeof text !== 'string'
          ? withoutSecrets(response.reading, redact)
          : text === response.text
            ? response.reading
            : { ...readResponse(operation, response.status, text), outcome, ...(trouble && { trouble }) },
    },
  };
}

function withoutSecretsIn(headers: Readonly<Record<string, string>>, redact: Redact): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [redact(name), redact(value)]));
}

function withoutSecrets(reading: ResponseReading, redact: Redact): ResponseReading {
  return reading.message === undefined ? reading : { ...reading, message: redact(reading.message) };
}

/** An exchange with a response that is a text as others are. It has no records, whose places were counted in bytes. */
export function unpackedExchange(exchange: Exchange): Exchange {
  const { response } = exchange;
  return typeof response.text === 'string'
    ? exchange
    : {
        ...exchange,
        response: { ...response, text: String(response.text), reading: { ...response.reading, records: [] } },
      };
}
