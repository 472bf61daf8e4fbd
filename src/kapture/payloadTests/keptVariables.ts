import { readRaw } from '../exchange/requestBody.ts';
import { variablesIn } from '../variables/variables.ts';
import type { WrittenCase } from './caseText.ts';

/** A string of a request with variables that have another value in each run, and what was sent in its place. */
export interface ChangingValue {
  readonly template: string;
  readonly sent: unknown;
}

export interface RequestWithVariables {
  readonly request: Omit<WrittenCase, 'name'>;
  readonly changing: readonly ChangingValue[];
  /** The strings of the request with variables. */
  readonly templates: ReadonlySet<string>;
}

/** A shorter value, such as a single digit, can be in a response by chance. */
const leastLength = 4;

/**
 * A request of a new case with the variables of `text`, from which it was sent. What a test has no value for stays as
 * it was sent: earlier responses and questions.
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

/** The object of a request, with its variables. Undefined if it cannot be written with the same ones. */
function templateOf(text: string): object | undefined {
  const { json } = readRaw(text);
  if (json === undefined) return undefined;
  const object = JSON.parse(json) as object;
  // An escaped brace starts no variable, but would if it was written without its escape.
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
