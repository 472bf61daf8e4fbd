import type { Exchange } from './client.ts';
import { readReply, type ReplyReading } from './reply.ts';
import { secretSearch, type SecretSearch } from './secretSearch.ts';

/** Stands where a secret stood. */
export const redactionMark = '‹auth key›';

/** A shorter text is no secret, and would be found in the middle of everything. */
const shortest = 6;

/** Takes secrets out of a text. */
export interface Redact {
  (text: string): string;
  /** Whether bytes have to be made a text to look for secrets in them; without it, they have to. */
  readonly mayBeIn?: SecretSearch;
}

/**
 * A function that takes auth keys out of a text, in whatever way they are written there: the key as it is sent, what it
 * decodes to and the password in it; each plain, in base64, base64url or hex; and in all of these any special character
 * escaped as JSON, URLs or HTML do, or in UTF-8 that was read as Latin-1. A user name by itself is no secret and stays: it may be the agent of many a customer.
 * Without `bare`, so does a password by itself: it may be a word, and what is shown of a customer has to be right.
 */
export function redactor(secrets: readonly string[], { bare = true } = {}): Redact {
  const forms = [
    ...new Set(
      secrets
        .flatMap((secret) => plainForms(secret, bare))
        .filter((form) => form.length >= shortest)
        .flatMap(encodedForms),
    ),
  ];
  if (!forms.length) return (text) => text;
  // The longest first: a key goes as a whole before the password that is a part of it.
  const pattern = new RegExp(
    forms
      .sort((a, b) => b.length - a.length)
      .map(patternOf)
      .join('|'),
    'g',
  );
  let search: SecretSearch | undefined;
  return Object.assign((text: string) => text.replace(pattern, redactionMark), {
    mayBeIn: (...place: Parameters<SecretSearch>) => (search ??= secretSearch(forms))(...place),
  });
}

/** An exchange without the secrets that a server sent back, or that stood in the body. A packed text stays: it was packed without the key. Whoever wants less than that in it unpacks it first (`unpackedExchange`). */
export function redactExchange(exchange: Exchange, redact: Redact): Exchange {
  const { operation, requestBody, url, reply } = exchange;
  const text = typeof reply.text === 'string' ? redact(reply.text) : reply.text;
  const { outcome, trouble } = reply.reading;
  return {
    ...exchange,
    url: redact(url),
    requestBody: redact(requestBody),
    reply: {
      ...reply,
      text,
      headers: reply.headers && withoutSecretsIn(reply.headers, redact),
      contentType: redact(reply.contentType),
      location: reply.location && redact(reply.location),
      // The records are places in the text, which may have moved. Outcome and trouble say more than the text: that it broke off.
      reading:
        typeof text !== 'string'
          ? withoutSecrets(reply.reading, redact)
          : text === reply.text
            ? reply.reading
            : { ...readReply(operation, reply.status, text), outcome, ...(trouble && { trouble }) },
    },
  };
}

function withoutSecretsIn(headers: Readonly<Record<string, string>>, redact: Redact): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [redact(name), redact(value)]));
}

function withoutSecrets(reading: ReplyReading, redact: Redact): ReplyReading {
  return reading.message === undefined ? reading : { ...reading, message: redact(reading.message) };
}

/** An exchange with a reply that is a text as others are. It has no records, whose places were counted in bytes. */
export function unpackedExchange(exchange: Exchange): Exchange {
  const { reply } = exchange;
  return typeof reply.text === 'string'
    ? exchange
    : { ...exchange, reply: { ...reply, text: String(reply.text), reading: { ...reply.reading, records: [] } } };
}

/** The key, what it decodes to, and the password, if it is wanted by itself too. */
function plainForms(key: string, bare: boolean): string[] {
  const decoded = decodedText(key);
  const colon = decoded?.indexOf(':') ?? -1;
  return [
    key,
    ...(decoded === undefined ? [] : [decoded]),
    ...(bare && decoded !== undefined && colon >= 0 ? [decoded.slice(colon + 1)] : []),
  ];
}

/** What base64 stands for; undefined where that is no text. */
function decodedText(base64: string): string | undefined {
  const bytes = Buffer.from(base64, 'base64');
  const text = bytes.toString('utf8');
  const isSame = bytes.toString('base64').replace(/=+$/, '') === base64.replace(/=+$/, '');
  return isSame && text && !/[\p{Cc}\uFFFD]/u.test(text) ? text : undefined;
}

function encodedForms(plain: string): string[] {
  const bytes = Buffer.from(plain, 'utf8');
  const hex = bytes.toString('hex');
  return [
    plain.replace(/=+$/, ''),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    plain.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
    hex,
    hex.toUpperCase(),
  ];
}

/** Finds a form, with the `=` that base64 may end with. */
function patternOf(form: string): string {
  return `${[...form].map(characterPattern).join('')}${characterPattern('=')}{0,2}`;
}

const named: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** The ways in which a character is written. Nobody escapes plain letters and digits. */
function characterPattern(character: string): string {
  if (/[A-Za-z0-9]/.test(character)) return character;
  const code = character.codePointAt(0)!;
  const units = character
    .split('')
    .map((unit) => `\\\\u${anyCase(unit.charCodeAt(0).toString(16).padStart(4, '0'))}`)
    .join('');
  const bytes = [...Buffer.from(character, 'utf8')]
    .map((byte) => `%${anyCase(byte.toString(16).padStart(2, '0'))}`)
    .join('');
  const ways = [
    character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&'),
    units,
    bytes,
    `&#0*${code};`,
    `&#[xX]0*${anyCase(code.toString(16))};`,
    ...('"\\/'.includes(character) ? [`\\\\${character === '\\' ? '\\\\' : character}`] : []),
    ...(named[character] ? [named[character]] : []),
    ...(character === ' ' ? ['\\+'] : []),
    // Its UTF-8 read as Latin-1, which is how servers garble it and how bytes are looked through; so what they garbled is read twice so.
    ...(code > 0x7f ? [garbled(character), garbled(garbled(character))] : []),
  ];
  // The escaped forms first: a backslash by itself also starts one of them.
  return `(?:${ways.reverse().join('|')})`;
}

function garbled(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}
