import type { Exchange } from '../exchange/exchange.ts';
import type { KaptureError } from '../http/kaptureError.ts';
import { readLoose } from '../json/looseJson.ts';
import type { VariableLookup, VariableUse } from '../variables/variables.ts';
import { valueAtPointer } from './jsonPointer.ts';
import { isPattern } from './pattern.ts';
import type { Patterns } from './patternThread.ts';
import { fillTemplate, type Place } from './template.ts';
import type { Expectation, Verb } from './testCase.ts';

/** Why a case did not pass, in one sentence, and where in its file. */
export interface Finding {
  readonly message: string;
  readonly place: Place;
  /** Both, where two values can be set side by side. */
  readonly expected?: string;
  readonly actual?: string;
  /** Why no response came. */
  readonly error?: KaptureError;
}

/** What expectations are checked with. */
export interface Checks {
  readonly lookup: VariableLookup;
  /** Why a variable has no value, or what gives it one, in a sentence; undefined where nothing is known of it. */
  readonly hintOf?: (variable: string) => string | undefined;
  readonly patterns: Patterns;
  /** Stops a pattern that is being tried. */
  readonly signal?: AbortSignal;
}

/** Compares an exchange with what is expected of it; every expectation that is not met is a finding. Rejects once the signal is aborted. */
export async function checkExchange(
  expectations: readonly Expectation[],
  exchange: Exchange,
  checks: Checks,
): Promise<Finding[]> {
  // A response is read once, and only where somebody asks for its values.
  let reading: { readonly value?: unknown; readonly problem?: string } | undefined;
  const response = (pointer: string): Actual => {
    reading ??= readLoose(String(exchange.response.text));
    return reading.problem ? { found: false, why: 'the response is not JSON' } : valueAtPointer(reading.value, pointer);
  };
  const findings: Finding[] = [];
  for (const expectation of expectations) {
    const finding = await checkOne(expectation, exchange, checks, response);
    if (finding) findings.push(finding);
  }
  return findings;
}

export function withoutValue({ name, offset, length }: VariableUse, { hintOf }: Pick<Checks, 'hintOf'>): Finding {
  return { message: withHint(`The variable {{${name}}} has no value.`, hintOf?.(name)), place: { offset, length } };
}

/** A sentence, and another one behind it if there is one. */
export function withHint(sentence: string, hint: string | undefined): string {
  return hint === undefined ? sentence : `${sentence} ${hint}`;
}

interface Actual {
  readonly found: boolean;
  readonly value?: unknown;
  readonly why?: string;
}

async function checkOne(
  { subject, pointer, verb, operand }: Expectation,
  exchange: Exchange,
  checks: Checks,
  valueAt: (pointer: string) => Actual,
): Promise<Finding | undefined> {
  const { json, unknown } = fillTemplate(operand, checks.lookup);
  if (unknown) return withoutValue(unknown, checks);
  // As the response is read: a number too long for a number is its digits on both sides.
  const expected = readLoose(json).value;
  const { place } = operand;
  const { response } = exchange;
  const { message } = response.reading;
  // What the server says explains most surprises.
  const words = message === undefined ? '' : ` The server says: ${JSON.stringify(message)}.`;
  switch (subject) {
    case 'status':
      return response.status === expected
        ? undefined
        : different(place, 'HTTP status', expected, response.status, words);
    case 'outcome':
      return response.reading.outcome === expected
        ? undefined
        : different(place, 'Outcome', expected, response.reading.outcome, words || ` (HTTP ${response.status})`);
    case 'withinMs': {
      const limit = expected as number;
      const took = Math.round(response.milliseconds);
      return response.milliseconds <= limit
        ? undefined
        : {
            message: `The response took ${took} ms, longer than ${limit} ms.`,
            place,
            expected: `at most ${limit} ms`,
            actual: `${took} ms`,
          };
    }
    case 'message':
      return compare(place, 'Message', verb, expected, { found: message !== undefined, value: message }, checks);
    case 'response':
      return compare(place, pointer === '' ? 'Response' : pointer, verb, expected, valueAt(pointer), checks);
  }
}

async function compare(
  place: Place,
  what: string,
  verb: Verb,
  expected: unknown,
  actual: Actual,
  checks: Checks,
): Promise<Finding | undefined> {
  const { found, value, why } = actual;
  if (verb === 'exists') {
    return found === expected
      ? undefined
      : {
          message: found
            ? `${what}: there is one, and none was expected.`
            : `${what}: there is none${why ? ` (${why})` : ''}.`,
          place,
          expected: expected ? 'a value' : nothing,
          actual: found ? shown(value) : nothing,
        };
  }
  if (!found)
    return {
      message: `${what}: there is none${why ? ` (${why})` : ''}.`,
      place,
      expected: wanted(verb, expected),
      actual: nothing,
    };
  switch (verb) {
    case 'equals':
      return isSame(value, expected) ? undefined : different(place, what, expected, value);
    case 'contains':
      return contains(value, expected)
        ? undefined
        : {
            message: `${what}: expected to contain ${brief(expected)}, was ${brief(value)}.`,
            place,
            expected: wanted(verb, expected),
            actual: shown(value),
          };
    case 'matches':
      return match(place, what, expected as string, value, checks);
  }
}

async function match(
  place: Place,
  what: string,
  pattern: string,
  value: unknown,
  { patterns, signal }: Checks,
): Promise<Finding | undefined> {
  if (!isPattern(pattern)) return { message: `${what}: ${brief(pattern)} is not a regular expression.`, place };
  const isText = typeof value === 'string' || typeof value === 'number';
  const result = isText ? await patterns.test(pattern, String(value), signal) : 'no-match';
  switch (result) {
    case 'match':
      return undefined;
    case 'no-match':
      return {
        message: `${what}: expected to match /${pattern}/u, was ${brief(value)}.`,
        place,
        expected: wanted('matches', pattern),
        actual: shown(value),
      };
    case 'too-slow':
      return { message: `${what}: the pattern took longer than 1 s.`, place };
    case 'failed':
      return { message: `${what}: the pattern could not be evaluated.`, place };
  }
}

const nothing = '(nothing)';

function different(place: Place, what: string, expected: unknown, actual: unknown, words = ''): Finding {
  const areTexts = typeof expected === 'string' && typeof actual === 'string';
  return {
    message: `${what}: expected ${brief(expected)}, was ${brief(actual)}.${words}`,
    place,
    // Between a text and a number only the quotes tell.
    expected: areTexts ? expected : shown(expected),
    actual: areTexts ? actual : shown(actual),
  };
}

function contains(value: unknown, part: unknown): boolean {
  if (typeof value === 'string') return typeof part === 'string' && value.includes(part);
  return Array.isArray(value) && value.some((element) => isSame(element, part));
}

/** Whether two values are the same JSON. The order of keys means nothing, and neither does the sign of zero. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every(
      (key) =>
        Object.hasOwn(other, key) &&
        isSame((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]),
    )
  );
}

function wanted(verb: Verb, expected: unknown): string {
  return verb === 'equals' ? shown(expected) : `${verb}: ${shown(expected)}`;
}

function shown(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}

function brief(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
