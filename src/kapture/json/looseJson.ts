import { backslash, closeBrace, closeBracket, colon, comma, openBrace, openBracket, quote } from './characterCodes.ts';

/**
 * A reader of JSON as Kapture writes it: strict JSON, except that strings may contain raw line breaks and other control
 * characters, and that the text may be truncated. It works on the text instead of parsed values, so that a response is
 * shown unchanged: `0.0` stays `0.0`, a 20-digit id keeps its digits, keys keep their order and their duplicates.
 */

export type TokenKind = '{' | '}' | '[' | ']' | ',' | ':' | 'string' | 'literal';

/** A token of the text, from `start` up to but not including `end`. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
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
function skipBlanks(text: string, from: number): number {
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
function stringEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === backslash) slashes++;
    if (slashes % 2 === 0) return at + 1;
  }
  return -1;
}

export type LooseReading =
  | { readonly value: unknown; readonly problem?: undefined }
  /** `truncated`: the text is JSON as far as it goes. */
  | { readonly value?: undefined; readonly problem: 'truncated' | 'not-json' };

/**
 * Parses a text with `JSON.parse`, after escaping raw control characters in strings. A number that loses digits or
 * overflows in JavaScript (a 20-digit id, `1e400`) becomes a string with its original text.
 */
export function readLoose(text: string): LooseReading {
  try {
    return { value: parse(text.replace(/^\uFEFF/, '')) };
  } catch {
    // Not strict JSON: try again with escaped control characters.
  }
  try {
    return { value: parse(strictText(text)) };
  } catch {
    return { problem: isTruncated(text) ? 'truncated' : 'not-json' };
  }
}

function parse(text: string): unknown {
  const value: unknown = JSON.parse(text);
  // A reviver would be simpler, but it slows down every value and its recursion is as deep as the text.
  return /\d{16}|\d[eE]\+?\d{3}/.test(text) ? JSON.parse(quoteLargeNumbers(text)) : value;
}

function quoteLargeNumbers(json: string): string {
  let quoted = '';
  let done = 0;
  for (let token = tokenAt(json, 0); token; token = tokenAt(json, token.end)) {
    const written = json.slice(token.start, token.end);
    if (token.kind !== 'literal' || !isTooLarge(written)) continue;
    quoted += `${json.slice(done, token.start)}"${written}"`;
    done = token.end;
  }
  return quoted + json.slice(done);
}

/** Whether a literal is a number that loses digits or overflows in JavaScript. */
export function isTooLarge(literal: string): boolean {
  return /^-?\d/.test(literal) && (isLongInteger(literal) || !Number.isFinite(Number(literal)));
}

/** Without a repetition, which overflows the stack of V8 on millions of digits. */
function isLongInteger(literal: string): boolean {
  return /^-?\d{16}/.test(literal) && !/\D/.test(literal.slice(1));
}

const controlOrMark = /[\u0000-\u001f\uFEFF]/;

/** The same JSON with raw control characters in strings escaped, so that strict parsers accept it. */
export function strictText(text: string): string {
  if (!controlOrMark.test(text)) return text;
  let strict = '';
  let done = 0;
  for (let token = tokenAt(text, 0); token; token = tokenAt(text, token.end)) {
    if (token.kind !== 'string') continue;
    strict +=
      text.slice(done, token.start).replaceAll('\uFEFF', '') + escapeControls(text.slice(token.start, token.end));
    done = token.end;
  }
  return strict + text.slice(done).replaceAll('\uFEFF', '');
}

/** Escapes the raw control characters in one string literal. */
export function escapeControls(string: string): string {
  return string.replace(/\\?[\u0000-\u001f]|\\[^]/g, (piece) => {
    const code = piece.charCodeAt(piece.length - 1);
    // A backslash before a raw line break escapes nothing, so it stays a backslash.
    return code > 0x1f ? piece : `${piece.slice(0, -1).repeat(2)}\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** Whether a text is JSON so far, but ends before its brackets are closed. */
function isTruncated(text: string): boolean {
  const open: TokenKind[] = [];
  let last: Token | undefined;
  for (let token = tokenAt(text, 0); token; token = tokenAt(text, token.end)) {
    if (!last && token.kind !== '{' && token.kind !== '[') return false;
    if (last && open.length === 0) return false;
    if (token.kind === '{' || token.kind === '[') open.push(token.kind);
    else if (token.kind === '}' || token.kind === ']') {
      if (open.pop() !== (token.kind === '}' ? '{' : '[')) return false;
    } else if (
      token.kind === 'literal' &&
      token.end < text.length &&
      !/^(true|false|null|-?\d[\d.eE+-]*)$/.test(text.slice(token.start, token.end))
    )
      return false;
    last = token;
  }
  return open.length > 0;
}

/** Deeper levels are not indented further: 10,000 levels would result in 200 MB of text. */
export const maxIndentLevel = 40;

/**
 * Formats a text with one property or element per line, keeping all its tokens. A text that does not start with an
 * object or array is returned unchanged; a truncated text is formatted as far as it goes.
 */
export function formatLoose(text: string): string {
  const first = tokenAt(text, 0);
  if (!first || (first.kind !== '{' && first.kind !== '[')) return text;
  const out: string[] = [];
  let depth = 0;
  const newLine = (): string => '\n' + '  '.repeat(Math.min(depth, maxIndentLevel));
  let before: Token | undefined;
  for (let token: Token | undefined = first; token; token = tokenAt(text, token.end)) {
    const opening = before?.kind === '{' || before?.kind === '[';
    switch (token.kind) {
      case '}':
      case ']':
        depth = Math.max(0, depth - 1);
        out.push(opening ? '' : newLine(), token.kind);
        break;
      case ',':
        out.push(',');
        break;
      case ':':
        out.push(': ');
        break;
      default:
        if (opening || before?.kind === ',') out.push(newLine());
        else if (before && before.kind !== ':') out.push(newLine());
        out.push(text.slice(token.start, token.end));
        if (token.kind === '{' || token.kind === '[') depth++;
    }
    before = token;
  }
  return out.join('');
}

/** The position of a value in the text: from `start` up to but not including `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The span of the value at or after `from`; undefined if there is none or it is truncated. */
export function valueSpan(text: string, from: number): Span | undefined {
  const first = tokenAt(text, from);
  if (!first || first.cut) return undefined;
  if (first.kind === 'string' || first.kind === 'literal') return first;
  if (first.kind !== '{' && first.kind !== '[') return undefined;
  const end = bracketEnd(text, first.end);
  return end < 0 ? undefined : { start: first.start, end };
}

/**
 * The offset after the bracket that closes one before `from`; -1 if the text ends before it. Compares characters
 * instead of tokens, which takes a third of the time (bench `query.block.ms`).
 */
function bracketEnd(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = stringEnd(text, at);
      if (at < 0) return -1;
      continue;
    }
    at++;
    if (code === openBrace || code === openBracket) depth++;
    else if ((code === closeBrace || code === closeBracket) && --depth === 0) return at;
  }
  return -1;
}

/** The complete elements of the array at or after `from`. The array itself may be truncated. */
export function elementSpans(text: string, from: number): Span[] {
  const spans: Span[] = [];
  const open = tokenAt(text, from);
  if (open?.kind !== '[') return spans;
  for (let next = open.end; ;) {
    const span = valueSpan(text, next);
    const comma = span && tokenAt(text, span.end);
    // A number at the end of the text may be truncated.
    if (!span || (!comma && tokenAt(text, span.start)?.kind === 'literal')) return spans;
    spans.push(span);
    if (comma?.kind !== ',') return spans;
    next = comma.end;
  }
}

/** A property of an object, with the offsets of its key and value. */
export interface PropertySpan {
  readonly key: string;
  readonly keyStart: number;
  readonly valueStart: number;
  /** Undefined if there is no value or it is truncated. */
  readonly value: Span | undefined;
}

/** The properties of the object at or after `from`, as far as it goes. */
export function propertySpans(text: string, from: number): PropertySpan[] {
  const properties: PropertySpan[] = [];
  const open = tokenAt(text, from);
  if (open?.kind !== '{') return properties;
  for (let next = open.end; ;) {
    const start = skipBlanks(text, next);
    const end = text.charCodeAt(start) === quote ? stringEnd(text, start) : -1;
    if (end < 0) return properties;
    const afterKey = skipBlanks(text, end);
    const valueStart = skipBlanks(text, afterKey + 1);
    if (text.charCodeAt(afterKey) !== colon || valueStart >= text.length) return properties;
    const value = valueSpan(text, valueStart);
    properties.push({ key: readString(text, { start, end }), keyStart: start, valueStart, value });
    const afterValue = value ? skipBlanks(text, value.end) : text.length;
    if (text.charCodeAt(afterValue) !== comma) return properties;
    next = afterValue + 1;
  }
}

const escapeOrControl = /[\\\u0000-\u001f]/;

/** The value of a string token; its text without the quotes if it is not valid JSON. */
export function readString(text: string, token: Span): string {
  const content = text.slice(token.start + 1, token.end - 1);
  if (!escapeOrControl.test(content)) return content;
  const { value } = readLoose(text.slice(token.start, token.end));
  return typeof value === 'string' ? value : content;
}

/**
 * The path to the key or value at an offset, such as `['message', 0, 'contacts', 0, 'phone']`; undefined if there is
 * none. A single walk from the start to the offset, so that duplicate keys are distinguished and depth costs nothing.
 */
export function pathAt(text: string, offset: number): (string | number)[] | undefined {
  const levels: { step: string | number | undefined; atKey: boolean }[] = [];
  for (let token = tokenAt(text, 0); token && token.start <= offset; token = tokenAt(text, token.end)) {
    const level = levels.at(-1);
    if (token.kind === '}' || token.kind === ']') {
      levels.pop();
    } else if (token.kind === ',') {
      if (level) level.atKey = typeof level.step === 'string';
    } else if (token.kind !== ':') {
      if (typeof level?.step === 'number') level.step++;
      else if (level?.atKey && token.kind === 'string' && !token.cut)
        Object.assign(level, { step: readString(text, token), atKey: false });
      if (token.kind === '{') levels.push({ step: undefined, atKey: true });
      else if (token.kind === '[') levels.push({ step: -1, atKey: false });
    }
  }
  const path = levels
    .map(({ step }) => step)
    .filter((step): step is string | number => step !== undefined && step !== -1);
  return path.length ? path : undefined;
}
