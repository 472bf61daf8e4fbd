import { isDeepStrictEqual } from 'node:util';
import { defaultDialect, type Dialect } from '../catalogue/dialect.ts';
import { dialectOfBody, dialectsOf, formOf } from '../catalogue/forms.ts';
import type { OperationId } from '../catalogue/registry.ts';
import { problemOfId, formOfWrite, problemOfAct } from '../catalogue/writeAct.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { firstObject } from '../json/firstObject.ts';
import { readTree } from '../json/jsonTree.ts';
import { readLoose } from '../json/looseJson.ts';
import { redactionMark } from '../redaction/redact.ts';
import { escapeOtherBraces, variablesIn } from '../variables/variables.ts';
import { secretUses } from '../variables/secretVariables.ts';
import { verbs } from './testCase.ts';
import { readRaw } from '../exchange/requestBody.ts';
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { changedJson, type JsonChange } from '../json/changedJson.ts';

/** A case as it is written in a test file. */
export interface WrittenCase {
  readonly name: string;
  readonly operation: OperationId;
  /** Omitted if it is unknown, or the operation has only one. */
  readonly dialect?: Dialect;
  readonly body?: unknown;
  readonly rawBody?: string;
  readonly expect?: Readonly<Record<string, unknown>>;
}

/**
 * The request of a new case. A body is written as text if it does not do what its operation says, if it is not an
 * object, if parsing would change its numbers or duplicate keys, or if a text of a server in it would become a
 * variable.
 */
export function requestOfCase(operation: OperationId, body: string): Omit<WrittenCase, 'name'> {
  const { value } = readLoose(body);
  const object = Array.isArray(value) && value.length > 1 ? undefined : firstObject(value);
  const dialect = dialectOfBody(operation, value);
  // This includes the flat dialect: without a stated dialect, the case would be sent in the dialect of whichever
  // connection runs it.
  const isStated = dialect !== undefined && dialectsOf(operation).length > 1;
  const sent = { operation, ...(isStated && { dialect }) };
  const form = formOf(operation, dialect ?? defaultDialect);
  const isOther =
    object !== undefined &&
    (problemOfId(operation, body, form) ?? problemOfAct(operation, object, formOfWrite(object, form))) !== undefined;
  return object && !isOther && isUnchanged(body, object) && hasSameVariables(body, object)
    ? { ...sent, body: object }
    : { ...sent, rawBody: body };
}

/** Whether an object is written with the same values as in the body that it was read from. */
function isUnchanged(body: string, object: unknown): boolean {
  const tree = readTree(body);
  const written = tree?.kind === 'array' ? tree.items[0] : tree;
  return isDeepStrictEqual(written, readTree(JSON.stringify(object)));
}

/** Whether an object has no variables when it is written, except for the secrets of the body that it was read from. */
function hasSameVariables(body: string, object: unknown): boolean {
  const json = JSON.stringify(object);
  return escapeOtherBraces(json) === json && secretUses(json).length === secretUses(body).length;
}

/** What a new case expects of any response: its status, its outcome, and the message of a failure. */
export function generalExpectations({ response: { status, reading } }: Exchange): Record<string, unknown> {
  const { outcome, message } = reading;
  return {
    status,
    outcome,
    ...(outcome === 'failed' && message !== undefined && isPlain(message) && { message }),
  };
}

/**
 * The expectation of a value in a response. A value that cannot be compared, because it contains a redacted secret or a
 * variable's braces, only has to exist.
 */
export function expectationOf(value: unknown): unknown {
  if (!isPlain(JSON.stringify(value))) return { exists: true };
  const keys = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  // An object with only these keys would be read as conditions.
  const isAmbiguous = keys.length > 0 && keys.every((key) => verbs.some((verb) => verb === key));
  return isAmbiguous ? { equals: value } : value;
}

function isPlain(text: string): boolean {
  return !text.includes('{{') && !text.includes(redactionMark);
}

/** A string of a request with variables that have a different value in each run, and the string that was sent. */
export interface ChangingValue {
  readonly template: string;
  readonly sent: unknown;
}

interface RequestWithVariables {
  readonly request: Omit<WrittenCase, 'name'>;
  readonly changing: readonly ChangingValue[];
  /** The strings of the request with variables. */
  readonly templates: ReadonlySet<string>;
}

/** A shorter value, such as a single digit, can be in a response by chance. */
const leastLength = 4;

/**
 * A request of a new case with the variables of `text`, from which it was sent. Variables that a test has no value for,
 * which are earlier responses and questions to the user, are replaced by what was sent.
 */
export function withVariables(request: Omit<WrittenCase, 'name'>, text: string | undefined): RequestWithVariables {
  const template = text === undefined ? undefined : templateOf(text);
  if (!request.body || !template) return { request, changing: [], templates: new Set() };
  const changing: ChangingValue[] = [];
  const templates = new Set<string>();
  const merge = (written: unknown, sent: unknown): unknown => {
    if (typeof written === 'string') {
      const names = namesIn(written);
      if (!names.length || !names.every(hasValueInTests)) return sent;
      templates.add(written);
      if (names.some(isChanging)) changing.push({ template: written, sent });
      return written;
    }
    if (typeof sent !== 'object' || sent === null || typeof written !== 'object' || written === null) return sent;
    const merged = Object.entries(sent).map(([key, value]: [string, unknown]) => [
      key,
      Object.hasOwn(written, key) ? merge((written as Record<string, unknown>)[key], value) : value,
    ]);
    return Array.isArray(sent) ? merged.map(([, value]) => value) : Object.fromEntries(merged);
  };
  return { request: { ...request, body: merge(template, request.body) }, changing, templates };
}

/**
 * What to expect of a value in a response to a request with changing values: the variables, or only that it exists if
 * they are a part of it. Undefined for a value that has none of them.
 */
export function expectationOfChanging(value: unknown, changing: readonly ChangingValue[]): unknown {
  const found = changing.filter(
    ({ sent }) => String(sent).length >= leastLength && String(value).includes(String(sent)),
  );
  if (!found.length) return undefined;
  return found.find(({ sent }) => sent === value)?.template ?? { exists: true };
}

/** The object of a request, with its variables. Undefined if writing the object would add or lose a variable. */
function templateOf(text: string): object | undefined {
  const { json } = readRaw(text);
  if (json === undefined) return undefined;
  const object = JSON.parse(json) as object;
  // A brace that is escaped in the text starts no variable, but would start one if it were written without the escape.
  return variablesIn(JSON.stringify(object)).length === variablesIn(json).length ? object : undefined;
}

function namesIn(text: string): string[] {
  return variablesIn(JSON.stringify(text)).map(({ name }) => name);
}

function hasValueInTests(name: string): boolean {
  return !name.startsWith('?') && !name.startsWith('$last.');
}

function isChanging(name: string): boolean {
  return name.startsWith('$') && !/^\$(secret\.|env:)/.test(name);
}

/** Adds a case at the end of a test file. Only secrets and these templates in it have variables. */
export function addCase(text: string, added: WrittenCase, templates?: ReadonlySet<string>): JsonChange {
  const cases = parseTree(text, [], { allowTrailingComma: true });
  const list = cases && findNodeAtLocation(cases, ['cases']);
  const path = ['cases', list?.children?.length ?? 0];
  return withEscapedBraces(
    list?.children ? changedJson(text, path, added) : changedJson(text.trim() ? text : '{}', ['cases'], [added]),
    templates,
  );
}

/** Escapes braces only in the new value, because the edit can contain other text of its first and last line. */
function withEscapedBraces(
  { edits: [edit], text, place: { offset, length } }: JsonChange,
  templates: ReadonlySet<string> | undefined,
): JsonChange {
  const { offset: start, length: replaced, content } = edit!;
  const value = text.slice(offset, offset + length);
  const escaped = escapeExcept(value, templates);
  const withEscaped = (whole: string, at: number): string => whole.slice(0, at) + escaped + whole.slice(at + length);
  return {
    edits: [{ offset: start, length: replaced, content: withEscaped(content, offset - start) }],
    text: withEscaped(text, offset),
    place: { offset, length: escaped.length },
  };
}

/** The text of a new test file. Only secrets and these templates in its case have variables. */
export function newTestFile(added: WrittenCase, templates?: ReadonlySet<string>): string {
  return `${escapeExcept(JSON.stringify({ cases: [added] }, undefined, 2), templates)}\n`;
}

/** JSON in which only secrets and the strings in `templates` have variables. */
function escapeExcept(json: string, templates: ReadonlySet<string> = new Set()): string {
  let escaped = escapeOtherBraces(json);
  for (const template of templates) {
    const literal = JSON.stringify(template);
    escaped = escaped.replaceAll(escapeOtherBraces(literal), () => literal);
  }
  return escaped;
}
