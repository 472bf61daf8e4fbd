import { placesOf, type Place } from './escapes.ts';

/** The text that replaces each secret. */
export const redactionMark = '‹auth key›';

/** The minimum length of a secret that is redacted. A shorter one would be found in unrelated text. */
export const shortestSecret = 6;

/** Redacts the secrets in a text. */
export interface Redact {
  (text: string): string;
  /** Maximum length of an escaped secret, in bytes. A secret that is longer than this cannot cross a cut in a text. */
  readonly longest?: number;
}

/**
 * Which passwords are also secrets alone, without their user name. `words`: all but those that can be the phone, ID,
 * code or date of a customer.
 */
export type BarePasswords = 'all' | 'words' | 'none';

/** A form in which a secret can be written, before any escaping. */
interface SecretForm {
  readonly text: string;
  /** A regular expression that finds the form, including characters after it that depend on the secret. */
  readonly pattern: string;
}

/**
 * Returns a function that redacts auth keys in a text: the key, the text that it decodes to, and the password in it.
 * Each is found plain, and in base64 or base64url, also within a longer encoded text. Any of their characters
 * can be escaped for JSON or a URL, repeatedly. A user name alone is not a secret and stays, because it can be the name
 * of an agent. `bare` says which passwords alone are redacted: one can be a common word, and customer data must not be
 * altered.
 *
 * A secret that is a number is redacted only where it is a whole number. As a value of JSON it becomes 0, so that the
 * JSON can still be read.
 */
export function redactor(secrets: readonly string[], { bare = 'all' }: { readonly bare?: BarePasswords } = {}): Redact {
  const forms = formsOf(secrets, bare);
  if (!forms.length) return (text) => text;
  const pattern = new RegExp(forms.map((form) => form.pattern).join('|'), 'g');
  const texts = forms.map(({ text }) => text);
  const signs = [...`"'\\/`].filter((sign) => texts.some((text) => text.includes(sign)));
  const escapes = new RegExp(`\\\\u00|%[\\da-f]{2}|\\\\[u\\\\${signs.filter((sign) => sign !== '\\').join('')}]`, 'i');
  return Object.assign((text: string): string => replaced(text, placesOf(pattern, text, escapes)), {
    longest: Math.max(...texts.map(({ length }) => length)) * longestEscape,
  });
}

/** Maximum length of an escaped character: `\\\\\\u0041`. */
const longestEscape = 10;

/** Replaces ranges with the mark. Overlapping ranges become one, for example a key and the password in it. */
function replaced(text: string, places: readonly Place[]): string {
  if (!places.length) return text;
  const pieces: string[] = [];
  let done = 0;
  for (const { start, end } of places.toSorted((one, other) => one.start - other.start)) {
    if (start >= done) pieces.push(text.slice(done, start), markFor(text, { start, end }));
    done = Math.max(done, end);
  }
  return pieces.join('') + text.slice(done);
}

const mark = Buffer.from(redactionMark);

/**
 * Redacts secrets in bytes; returns the same buffer if there are none. Reads them as Latin-1, so that all other bytes
 * stay unchanged, valid UTF-8 or not.
 */
export function redactBytes(bytes: Buffer, redact: Redact): Buffer {
  const text = bytes.toString('latin1');
  const clean = redact(text);
  if (clean === text) return bytes;
  const [first = '', ...others] = clean.split(redactionMark);
  return Buffer.concat([
    Buffer.from(first, 'latin1'),
    ...others.flatMap((piece) => [mark, Buffer.from(piece, 'latin1')]),
  ]);
}

/** The forms of keys, longest first, so that a key is redacted before the password in it. */
function formsOf(keys: readonly string[], bare: BarePasswords): SecretForm[] {
  const forms = new Map<string, SecretForm>();
  for (const secret of keys.flatMap((key) => secretsOf(key, bare)))
    for (const form of writtenForms(secret)) forms.set(form.text, form);
  return [...forms.values()].sort((one, other) => other.text.length - one.text.length);
}

/** The key, its decoded text and, with `bare`, the password alone. */
function secretsOf(key: string, bare: BarePasswords): string[] {
  const decoded = textIn(key) ?? '';
  const [, password = ''] = /^[^:]*:(.*)$/s.exec(decoded) ?? [];
  const isBare = bare === 'all' || (bare === 'words' && !isNumber(password));
  return [key, decoded, ...(isBare ? [password] : [])].filter(({ length }) => length >= shortestSecret);
}

/** The text that base64 decodes to; undefined if it is not text. */
function textIn(base64: string): string | undefined {
  const bytes = Buffer.from(base64, 'base64');
  const text = bytes.toString('utf8');
  const isSame = bytes.toString('base64').replace(/=+$/, '') === base64.replace(/=+$/, '');
  return isSame && !/[\p{Cc}\uFFFD]/u.test(text) ? text : undefined;
}

function writtenForms(secret: string): SecretForm[] {
  const bytes = Buffer.from(secret, 'utf8');
  const text = secret.replace(/=+$/, '');
  return [
    isNumber(secret)
      ? { text: secret, pattern: `${numberStart}${patternOf(secret)}${numberEnd}` }
      : { text, pattern: patternOf(text) + padding },
    ...[0, 1, 2].map((offset) => base64Form(bytes, offset)),
  ];
}

/** Whether a text consists of digits, also with the separators of a phone number or a date. */
function isNumber(text: string): boolean {
  return /^[\d\s+().,:/-]+$/.test(text) && /\d/.test(text);
}

/** The optional padding of base64. */
const padding = '={0,2}';

/**
 * The base64 digits that depend only on `bytes`, with `offset` (0 to 2) other bytes before them in a group of three.
 * The following digit, which mixes bits of the last byte and the next, is also redacted.
 */
function base64Form(bytes: Buffer, offset: number): SecretForm {
  const digits = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const bits = (offset + bytes.length) * 8;
  const text = digits.slice(Math.ceil((offset * 8) / 6), Math.floor(bits / 6));
  return { text, pattern: `${patternOf(text)}${bits % 6 > 0 ? '[A-Za-z0-9+/_-]?' : ''}${padding}` };
}

/**
 * A number is a secret only if it is complete: neither within a longer number, code or word, nor after its decimal
 * point or sign. The end of an escape is not part of it.
 */
const numberStart = String.raw`(?<![A-Za-z\d](?<!\\(?:[bfnrt]|u[\dA-Fa-f]{4})|%[\dA-Fa-f]{2})|\d\.|[eE][+-]|[:,[]\s*-)`;
const numberEnd = String.raw`(?![A-Za-z\d]|\.\d)`;

function patternOf(text: string): string {
  return [...text].map(characterPattern).join('');
}

/**
 * The pattern of a character in a text or in bytes: also as base64url, as the plus sign of a form, and as UTF-8 that
 * was read as Latin-1.
 */
function characterPattern(character: string): string {
  switch (character) {
    case '+':
      return '[+-]';
    case '/':
      return '[/_]';
    case ' ':
      return '[ +]';
  }
  if (character <= '\x7f') return character.replace(/[\\^$.*?()[\]{}|-]/, '\\$&');
  return `(?:${character}|${Buffer.from(character, 'utf8').toString('latin1')})`;
}

/**
 * The replacement of a secret. A number that is a value of JSON becomes another number, also at the start of a piece.
 */
function markFor(text: string, { start, end }: Place): string {
  if (!/^[\d.-]+$/.test(text.slice(start, end))) return redactionMark;
  const isValue =
    /(?:^|[:,[])\s*$/.test(text.slice(Math.max(0, start - 100), start)) &&
    /^\s*[,\]}]/.test(text.slice(end, end + 100));
  return isValue ? '0' : redactionMark;
}
