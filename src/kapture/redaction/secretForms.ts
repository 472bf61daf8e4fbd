import { shortestSecret } from './shortestSecret.ts';

/** A form in which a secret can be written, before any escaping. */
export interface SecretForm {
  readonly text: string;
  /** A regular expression that finds the form, including characters after it that depend on the secret. */
  readonly pattern: string;
}

/**
 * Which passwords are also secrets alone, without their user name. `words`: all but those that can be the phone, ID,
 * code or date of a customer.
 */
export type BarePasswords = 'all' | 'words' | 'none';

/**
 * The forms of keys, longest first, so that a key is redacted before the password in it. `bare`: also the password
 * alone.
 */
export function formsOf(keys: readonly string[], bare: BarePasswords): SecretForm[] {
  const forms = new Map<string, SecretForm>();
  const add = (form: SecretForm): unknown => forms.set(form.pattern, form);
  for (const plain of keys.flatMap((key) => plainForms(key, bare)).filter(({ length }) => length >= shortestSecret)) {
    for (const form of writtenForms(plain)) add(form);
    // A search index or a log can have stored it in one case.
    for (const text of [plain.toLowerCase(), plain.toUpperCase()]) add(plainForm(text.replace(/=+$/, '')));
  }
  return [...forms.values()].sort((one, other) => other.text.length - one.text.length);
}

/** The key, its decoded text and, with `bare`, the password alone; with composed and with decomposed letters. */
function plainForms(key: string, bare: BarePasswords): string[] {
  const decoded = textIn(key);
  const colon = decoded?.indexOf(':') ?? -1;
  const password = decoded !== undefined && colon >= 0 ? decoded.slice(colon + 1) : undefined;
  const isBare = password !== undefined && (bare === 'all' || (bare === 'words' && !isNumber(password)));
  const plain = [key, ...(decoded === undefined ? [] : [decoded]), ...(isBare ? [password] : [])];
  return plain.flatMap((text) => [...new Set([text, text.normalize('NFC'), text.normalize('NFD')])]);
}

/** The text that base64 decodes to; undefined if it is not text. */
function textIn(base64: string): string | undefined {
  const bytes = Buffer.from(base64, 'base64');
  const text = bytes.toString('utf8');
  const isSame = bytes.toString('base64').replace(/=+$/, '') === base64.replace(/=+$/, '');
  return isSame && text && !/[\p{Cc}\uFFFD]/u.test(text) ? text : undefined;
}

function writtenForms(plain: string): SecretForm[] {
  const bytes = Buffer.from(plain, 'utf8');
  const hex = bytes.toString('hex');
  return [
    plainForm(plain.replace(/=+$/, '')),
    ...[hex, hex.toUpperCase()].map(textForm),
    ...[0, 1, 2].map((offset) => base64Form(bytes, offset)),
  ];
}

/** Digits, also with the separators of a phone number or a date. */
function isNumber(text: string): boolean {
  return /^[\d\s+().,:/-]+$/.test(text) && /\d/.test(text);
}

/** Digits alone are a secret only if they are a whole number, because longer numbers contain them by chance. */
function plainForm(text: string): SecretForm {
  if (!isNumber(text)) return textForm(text);
  const start = /^\d/.test(text) ? startOfNumber : '';
  const end = /\d$/.test(text) ? endOfNumber : '';
  return { text, pattern: `${start}${patternOf(text)}${end}` };
}

/**
 * Neither within a longer number, code or word, nor after its decimal point. The end of an escape is not part of it.
 */
const startOfNumber = String.raw`(?:(?<![A-Za-z\d]|\d\.)|(?<=\\(?:[bfnrtv]|u[\dA-Fa-f]{4}|x[\dA-Fa-f]{2}|[0-7]{3})|%(?:u[\dA-Fa-f]{4}|[\dA-Fa-f]{2})))`;
const endOfNumber = String.raw`(?![A-Za-z\d]|\.\d)`;

function textForm(text: string): SecretForm {
  return { text, pattern: `${patternOf(text)}${padding}` };
}

/** The optional padding of base64. */
const padding = '={0,2}';

/**
 * The base64 digits that depend only on `bytes`, with `offset` (0 to 2) other bytes before them in a group of three.
 * The following digit, which mixes bits of the last byte and the next, is also redacted. A preceding digit with up to
 * four bits of the first byte stays: matching any digit there makes the search five times slower.
 */
function base64Form(bytes: Buffer, offset: number): SecretForm {
  const digits = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const bits = (offset + bytes.length) * 8;
  const text = digits.slice(Math.ceil((offset * 8) / 6), Math.floor(bits / 6));
  const behind = bits % 6 > 0 ? '[A-Za-z0-9+/_-]?' : '';
  return { text, pattern: `${patternOf(text)}${behind}${padding}` };
}

function patternOf(text: string): string {
  return [...text].map(characterPattern).join('');
}

function characterPattern(character: string): string {
  switch (character) {
    // Base64 or base64url.
    case '+':
      return '[+-]';
    case '/':
      return '[/_]';
    // Form encoding writes a space as a plus sign.
    case ' ':
      return '[ +]';
  }
  if (character.codePointAt(0)! <= 0x7f) return character.replace(/[\\^$.*?()[\]{}|-]/, '\\$&');
  // UTF-8 read as Latin-1: servers garble text this way, and bytes are searched this way. Both can be combined.
  return `(?:${[character, garbled(character), garbled(garbled(character))].join('|')})`;
}

function garbled(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
