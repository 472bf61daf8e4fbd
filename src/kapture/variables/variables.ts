import { visit } from 'jsonc-parser';
import { maxJsonDepth, jsonDepth } from '../json/jsonLimits.ts';
import { readString } from '../json/looseJson.ts';
import { elementSpans, propertySpans } from '../json/spans.ts';
import { tokenAt } from '../json/tokens.ts';

declare global {
  interface JSON {
    /** Since Node.js 21; missing in the types of ES2024. */
    rawJSON(text: string): unknown;
  }
}

/** A number whose text JavaScript would change, such as `1.50` or a number of 20 digits. */
export class WrittenNumber {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }

  /** The number with all its digits. */
  toJSON(): unknown {
    return JSON.rawJSON(this.#text);
  }
}

/** A number that is sent with every digit that was written. */
export function writtenNumber(text: string): number | WrittenNumber {
  const number = Number(text);
  return String(number) === text ? number : new WrittenNumber(text);
}

/** The value of a variable. It keeps its type if the variable is the whole string. */
export type VariableValue = string | number | boolean | WrittenNumber | null;

/** The current value of a variable; undefined for an unknown one. */
export type VariableLookup = (name: string) => VariableValue | undefined;

/** A variable in a request, such as `{{name}}`. */
export interface VariableUse {
  readonly name: string;
  /** The position of the variable in the text, including its braces. */
  readonly offset: number;
  readonly length: number;
}

/**
 * `{{name}}`: the name of a user's variable (letters, digits, `_`, `-`, `.`), of a built-in one, which starts with `$`:
 * `$phone`, `$today-7`, `$env:NAME`, `$secret.name`, `$last.add.kapture_customer_id`, or a question, which starts with
 * `?`. Blanks around the name are ignored.
 */
const variable = /\{\{\s*([A-Za-z_][\w.-]*|\$[A-Za-z][\w.:+-]*|\?[^{}"\\]{0,298}[^{}"\\\s])\s*\}\}/g;

const secretStart = '$secret.';

export function mayAsk(text: string): boolean {
  return /\{\{\s*\?/.test(text);
}

/** Whether the value of a variable is unknown until a request is sent: the answer to a question, or a secret. */
export function isAskedFor(name: string): boolean {
  return name.startsWith('?') || name.startsWith(secretStart);
}

/** Whether a variable is a secret. In a body, it stays in place of its value until the client sends the body. */
export function isSecret(name: string): boolean {
  return name.startsWith(secretStart);
}

/** The name under which a variable has a value in `kapture.env.json`: for a question, without its type and default. */
export function definedName(name: string): string {
  return name.startsWith('?') ? `?${/^\?([^:=]*)/.exec(name)![1]!.trim()}` : name;
}

/**
 * JSON with the same meaning in which no secret is replaced, because a value must not introduce the use of a secret.
 */
export function withoutSecretUses(json: string): string {
  return json.replaceAll(secretStart, '\\u0024secret.');
}

/** The variables in the string values of a request. Comments and field names have none. */
export function variablesIn(text: string): VariableUse[] {
  return stringsOf(text).flatMap(({ literal, offset }) =>
    [...literal.matchAll(variable)].map((match) => ({
      name: match[1]!,
      offset: offset + match.index,
      length: match[0].length,
    })),
  );
}

/** The string values of a request that may have variables, in quotes, and their offsets. */
function stringsOf(text: string): { readonly literal: string; readonly offset: number }[] {
  const strings: { readonly literal: string; readonly offset: number }[] = [];
  // Deeply nested text would overflow the stack of the recursive parser.
  if (!text.includes('{{') || jsonDepth(text) > maxJsonDepth) return strings;
  const add = (offset: number, length: number): void => {
    const literal = text.slice(offset, offset + length);
    if (literal.includes('{{')) strings.push({ literal, offset });
  };
  // Field names have no variables, because values must not decide which fields are sent.
  visit(
    text,
    { onLiteralValue: (value: unknown, offset, length) => typeof value === 'string' && add(offset, length) },
    { allowTrailingComma: true },
  );
  return strings;
}

/**
 * Replaces the variables in a JSON string literal, quotes included. If the string is a single variable, the result is
 * the JSON of its value; otherwise a string literal with the values as text. Unknown variables stay.
 */
export function substitute(literal: string, lookup: VariableLookup): string {
  const whole = new RegExp(`^"${variable.source}"$`).exec(literal);
  if (whole) {
    const value = lookup(whole[1]!);
    return value === undefined ? literal : jsonOf(whole[1]!, value);
  }
  let done = '';
  // The text after the last variable that stays or is a secret. Several values together must not form the use of a
  // secret.
  let open = '';
  let at = 0;
  for (const { 0: use, 1: name = '', index } of literal.matchAll(variable)) {
    const value = lookup(name);
    const text = value === undefined ? use : JSON.stringify(String(value)).slice(1, -1);
    open += literal.slice(at, index);
    at = index + use.length;
    if (value !== undefined && !isSecret(name)) {
      open += text;
      continue;
    }
    done += withoutSecretUses(open) + text;
    open = '';
  }
  return at ? done + withoutSecretUses(open + literal.slice(at)) : literal;
}

/** The JSON of a value, in which a number has its digits. */
export function literalOf(value: VariableValue): string {
  return JSON.stringify(value);
}

function jsonOf(name: string, value: VariableValue): string {
  const json = literalOf(value);
  return isSecret(name) ? json : withoutSecretUses(json);
}

/**
 * The variables of a settings entry or file; undefined if it is not an object of strings, numbers, booleans or null.
 */
export function readVariables(raw: unknown): Record<string, VariableValue> | undefined {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined;
  const isPlain = Object.values(raw).every(
    (value) => value === null || ['string', 'number', 'boolean'].includes(typeof value),
  );
  return isPlain ? (raw as Record<string, VariableValue>) : undefined;
}

/** Looks up each name only once: within a request, every use of a variable has the same value. */
export function memoizedLookup(lookup: VariableLookup): VariableLookup {
  const known = new Map<string, VariableValue | undefined>();
  return (name) => {
    if (!known.has(name)) known.set(name, lookup(name));
    return known.get(name);
  };
}

/** The start of a variable, up to the next one or to the end of the string. */
const start = /\{\{((?:(?!\{\{)[^])*)/g;
const name = /^\s*(\$[A-Za-z][\w.:+-]*|[A-Za-z_][\w.-]*|\?[^{}"\\]*[^{}"\\\s])\}?/;

/**
 * The variables in the string values of a request that are not closed by `}}`, so that they would be sent as text. The
 * place of a variable that ends with a single brace includes the brace.
 */
export function unclosedVariablesIn(text: string): VariableUse[] {
  return stringsOf(text).flatMap(({ literal, offset }) =>
    [...literal.matchAll(start)].flatMap(({ 1: rest = '', index }) => {
      const found = rest.includes('}}') ? undefined : name.exec(rest);
      if (!found) return [];
      const [whole, own = ''] = found;
      return { name: own, offset: offset + index, length: '{{'.length + whole.length };
    }),
  );
}

/** JSON with the same meaning in which nothing is replaced when it is sent, for text that is not the user's. */
export function escapeBraces(json: string): string {
  return json.replaceAll('{{', '{\\u007b');
}

/**
 * Like {@link escapeBraces}, for the body of an exchange. Each `{{$secret.name}}` in it stays: it is the user's,
 * because the client escapes all others.
 */
export function escapeOtherBraces(body: string): string {
  return body.replace(/\{(?=\{)(?!\{\$secret\.[A-Za-z][\w-]{0,63}\}\})/g, '\\u007b');
}

/**
 * The primitive value at a path of keys and indexes, in the JSON that starts at an offset of a text. A number keeps its
 * text. Undefined for an object, an array or nothing.
 */
export function writtenValueAt(text: string, path: readonly string[], from = 0): VariableValue | undefined {
  const token = tokenAt(text, from);
  const [step, ...rest] = path;
  if (step !== undefined) {
    const start = startOf(text, from, step);
    return start === undefined ? undefined : writtenValueAt(text, rest, start);
  }
  if (token?.kind === 'string' && !token.cut) return readString(text, token);
  if (token?.kind !== 'literal') return undefined;
  const literal = text.slice(token.start, token.end);
  if (literal === 'null') return null;
  if (literal === 'true' || literal === 'false') return literal === 'true';
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(literal) ? writtenNumber(literal) : undefined;
}

/** The offset of the value of a key, or of the element of an index. The last of several equal keys counts. */
function startOf(text: string, from: number, step: string): number | undefined {
  if (tokenAt(text, from)?.kind === '{')
    return propertySpans(text, from).findLast(({ key }) => key === step)?.value?.start;
  return /^(0|[1-9]\d*)$/.test(step) ? elementSpans(text, from)[Number(step)]?.start : undefined;
}
