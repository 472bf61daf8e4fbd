import { type Span, type Token, type TokenKind, tokenAt } from './tokens.ts';

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

/** Does not use a pattern with a repetition, which overflows the stack of V8 on millions of digits. */
function isLongInteger(literal: string): boolean {
  return /^-?\d{16}/.test(literal) && !/\D/.test(literal.slice(1));
}

const control = /[\u0000-\u001f]/;

/**
 * The same JSON without a byte order mark and with raw control characters in strings escaped, so that strict parsers
 * accept it.
 */
export function strictText(text: string): string {
  const isMarked = text.startsWith('\uFEFF');
  if (!isMarked && !control.test(text)) return text;
  let strict = '';
  let done = isMarked ? 1 : 0;
  for (let token = tokenAt(text, 0); token; token = tokenAt(text, token.end)) {
    if (token.kind !== 'string') continue;
    strict += text.slice(done, token.start) + escapeControls(text.slice(token.start, token.end));
    done = token.end;
  }
  return strict + text.slice(done);
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

const escapeOrControl = /[\\\u0000-\u001f]/;

/** The value of a string token; its text without the quotes if it is not valid JSON. */
export function readString(text: string, token: Span): string {
  const content = text.slice(token.start + 1, token.end - 1);
  if (!escapeOrControl.test(content)) return content;
  const { value } = readLoose(text.slice(token.start, token.end));
  return typeof value === 'string' ? value : content;
}

/** An open object or array. */
interface Level {
  readonly close: '}' | ']';
  /** Whether the next string is a key. */
  atKey: boolean;
}

/**
 * A truncated JSON text up to its last complete value or opening bracket, with its brackets closed. Undefined if it has
 * none. A number at the end of the text may be truncated, so it is omitted.
 */
export function completePart(text: string): string | undefined {
  const levels: Level[] = [];
  let end = 0;
  for (let token = tokenAt(text, 0); token; token = tokenAt(text, token.end)) {
    const level = levels.at(-1);
    switch (token.kind) {
      case '{':
      case '[':
        levels.push({ close: token.kind === '{' ? '}' : ']', atKey: token.kind === '{' });
        ({ end } = token);
        break;
      case '}':
      case ']':
        levels.pop();
        ({ end } = token);
        break;
      case ',':
        if (level) level.atKey = level.close === '}';
        break;
      case ':':
        if (level) level.atKey = false;
        break;
      default:
        if (!level?.atKey && !token.cut && token.end < text.length) ({ end } = token);
    }
  }
  // `levels` are still those at `end`, because no bracket follows it.
  const closers = levels.map(({ close }) => close).toReversed();
  return end ? text.slice(0, end) + closers.join('') : undefined;
}
