import type { Exchange } from '../exchange/exchange.ts';
import { isWithinFormattedLimits, isWithinJsonLimits, maxJsonDepth, maxJsonLength } from '../json/jsonLimits.ts';
import { leafValues, valueAtPointer } from '../json/jsonPointer.ts';
import type { LooseReading } from '../json/looseJson.ts';
import { asSentence } from '../problem/problem.ts';
import { WrittenNumber, type VariableLookup, type VariableUse } from '../variables/variables.ts';
import { exactString, exactText, readExact, writtenValue } from './exactJson.ts';
import { isPattern, type Patterns } from './patternThread.ts';
import type { Finding } from './finding.ts';
import { fillTemplate, type Place, type Expectation, type TestStep, type Verb } from './testCase.ts';
import { type CaseSnapshots, snapshotOf } from './snapshots.ts';

export type { Finding } from './finding.ts';

/** The context that expectations are checked in. */
interface Checks {
  readonly lookup: VariableLookup;
  /** A sentence that says why a variable has no value or how to set it; undefined if unknown. */
  readonly hintOf?: (variable: string) => string | undefined;
  readonly patterns: Patterns;
  /** Undefined if the test file is not saved. */
  readonly snapshots?: CaseSnapshots | undefined;
  /** Stops a pattern that is being evaluated. */
  readonly signal?: AbortSignal;
}

/**
 * Checks the expectations of a step on its exchange. Returns a finding for each one that is not met. Rejects once the
 * signal is aborted.
 */
export async function checkExchange(
  { expectations, index: step }: Pick<TestStep, 'expectations' | 'index'>,
  exchange: Exchange,
  checks: Checks,
): Promise<Finding[]> {
  // The response is parsed at most once, and only if an expectation needs its values.
  let reading: LooseReading | undefined;
  const read = (): LooseReading => (reading ??= readExact(String(exchange.response.text)));
  const findings: Finding[] = [];
  for (const expectation of expectations) {
    // The response of a failed step must not become a snapshot.
    if (expectation.subject === 'snapshot' && findings.length) continue;
    const finding = await checkOne(expectation, step, exchange, checks, read);
    if (finding) findings.push(finding);
  }
  return findings;
}

export function withoutValue({ name, offset, length }: VariableUse, { hintOf }: Pick<Checks, 'hintOf'>): Finding {
  return { message: withHint(`The variable {{${name}}} has no value.`, hintOf?.(name)), place: { offset, length } };
}

/** A sentence followed by an optional hint. */
export function withHint(sentence: string, hint: string | undefined): string {
  return hint === undefined ? sentence : `${sentence} ${hint}`;
}

interface Actual {
  readonly found: boolean;
  readonly value?: unknown;
  readonly why?: string;
}

async function checkOne(
  expectation: Expectation,
  step: number,
  exchange: Exchange,
  checks: Checks,
  read: () => LooseReading,
): Promise<Finding | undefined> {
  const { subject, pointer, verb, operand } = expectation;
  const { json, unknown } = fillTemplate(operand, checks.lookup);
  if (unknown) return withoutValue(unknown, checks);
  const expected = readExact(json).value;
  const { place } = operand;
  const { response } = exchange;
  const { message } = response.reading;
  // The server's message usually explains an unexpected result.
  const words = message === undefined ? '' : ` The server says: ${asSentence(JSON.stringify(message))}`;
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
      // The time is rounded up, so that it is never shown as equal to the limit that it exceeds.
      const took = Math.ceil(response.milliseconds);
      return response.milliseconds <= limit
        ? undefined
        : {
            message: `The response took ${took} ms. The limit is ${limit} ms.`,
            place,
            expected: `at most ${limit} ms`,
            actual: `${took} ms`,
          };
    }
    case 'message':
      return compare(place, 'Message', verb, expected, actualText(message), checks);
    case 'snapshot':
      return checkSnapshot(expectation, read(), step, checks.snapshots);
    case 'response':
      return compare(
        place,
        pointer === '' ? 'Response' : pointer,
        verb,
        expected,
        actualValue(read(), pointer),
        checks,
      );
  }
}

function actualValue({ value, problem }: LooseReading, pointer: string): Actual {
  return problem ? { found: false, why: 'the response is not JSON' } : valueAtPointer(value, pointer);
}

function actualText(text: string | undefined): Actual {
  return text === undefined ? { found: false } : { found: true, value: exactString(text) };
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
    // The page of a gateway has none of the values either, so their absence proves nothing.
    if (why && expected === false) return { message: `${what}: expected no value, but ${why}.`, place };
    return found === expected
      ? undefined
      : {
          message: found
            ? `${what}: expected no value, was ${brief(value)}.`
            : `${what}: not found${why ? ` (${why})` : ''}.`,
          place,
          expected: expected ? 'a value' : nothing,
          actual: found ? shown(value) : nothing,
        };
  }
  if (!found)
    return {
      message: `${what}: not found${why ? ` (${why})` : ''}.`,
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
      return match(place, what, String(writtenValue(expected)), value, checks);
  }
}

async function match(
  place: Place,
  what: string,
  pattern: string,
  value: unknown,
  { patterns, signal }: Checks,
): Promise<Finding | undefined> {
  if (!isPattern(pattern)) return { message: `${what}: ${brief(pattern)} is not a valid regular expression.`, place };
  const isText = typeof value === 'string' || typeof value === 'number';
  const result = isText ? await patterns.test(pattern, String(writtenValue(value)), signal) : 'no-match';
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

const nothing = '(no value)';

function different(place: Place, what: string, expected: unknown, actual: unknown, words = ''): Finding {
  const [one, other] = [plain(expected), plain(actual)];
  const areTexts = typeof one === 'string' && typeof other === 'string';
  // A string and a number can differ in their quotes alone, so the message says the types.
  const isOtherType = !areTexts && ![one, other].includes(undefined) && String(one) === String(other);
  const named = (value: unknown): string => (isOtherType ? typeName(value) : '') + brief(value);
  return {
    message: `${what}: expected ${named(expected)}, was ${named(actual)}.${words}`,
    place,
    expected: areTexts ? one : shown(expected),
    actual: areTexts ? other : shown(actual),
  };
}

/** A value that is neither an object nor an array, without marks; undefined for others. */
function plain(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? undefined : writtenValue(value);
}

/** The type to show before a value whose text alone does not tell it. */
function typeName(value: unknown): string {
  const written = plain(value);
  if (typeof written === 'string') return 'the string ';
  return typeof written === 'number' || written instanceof WrittenNumber ? 'the number ' : '';
}

function contains(value: unknown, part: unknown): boolean {
  const whole = plain(value);
  const inner = plain(part);
  if (typeof whole === 'string') return typeof inner === 'string' && whole.includes(inner);
  return Array.isArray(value) && value.some((element) => isSame(element, part));
}

/** Whether two values are the same JSON. The order of keys and the sign of zero are ignored. */
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
  return jsonOf(value, isWithinFormattedLimits(value) ? 2 : undefined);
}

/** A value of `readExact` as JSON. A server can nest one so deep that V8 cannot write it. */
function jsonOf(value: unknown, indent?: number): string {
  try {
    return exactText(value, indent);
  } catch (error) {
    if (error instanceof RangeError) return '(nested too deep to be shown)';
    throw error;
  }
}

function brief(value: unknown): string {
  const text = jsonOf(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

/** How many differences a message lists, and how many values are compared. */
const maxListed = 5;
const maxCompared = 100_000;
/** The number of characters of a value that a message shows. */
const maxValue = 60;

/** Compares a response, as `readExact` returns it, with the snapshot of its step, or stores it as the snapshot. */
function checkSnapshot(
  { operand: { place }, ignore }: Expectation,
  response: LooseReading,
  step: number,
  snapshots: CaseSnapshots | undefined,
): Finding | undefined {
  if (response.problem) return { message: 'Snapshot: the response is not JSON.', place };
  if (!snapshots)
    return { message: 'Snapshot: save this file first, because its snapshots are stored beside it.', place };
  if (!isWithinJsonLimits(response.value))
    return {
      message: `Snapshot: the response is larger than ${maxJsonLength / 1_000_000} MB or nested more than ${maxJsonDepth} levels deep.`,
      place,
    };
  const actual = snapshotOf(response.value, ignore);
  const stored = snapshots.read(step);
  // The snapshot may still have a value that is now ignored.
  const expected = stored === undefined ? undefined : snapshotOf(stored, ignore);
  if (snapshots.mode === 'update' || (stored === undefined && snapshots.mode === 'add')) {
    if (snapshots.write(step, actual)) return undefined;
    return {
      message: `Snapshot: the snapshot file would be larger than ${maxJsonLength / 1_000_000} MB. Ignore values, or split the test file.`,
      place,
    };
  }
  if (stored === undefined)
    return { message: 'Snapshot: not stored yet. Run the tests with --update-snapshots, then commit the file.', place };
  // A stored snapshot was formatted in the file, so only the response can be too large to format.
  const indent = isWithinFormattedLimits(actual) ? 2 : undefined;
  const [before, now] = [exactText(expected, indent), exactText(actual, indent)];
  if (before === now) return undefined;
  const differing = differencesText(expected, actual);
  return {
    message: `The response differs from its snapshot: ${differing}.`,
    place,
    expected: before,
    actual: now,
    isSnapshot: true,
  };
}

/** The values that differ, by their pointers. */
function differencesText(expected: unknown, actual: unknown): string {
  const valuesOf = (value: unknown): Map<string, string> =>
    new Map(leafValues(value, maxCompared).map((leaf) => [leaf.pointer, exactText(leaf.value)]));
  const [before, now] = [valuesOf(expected), valuesOf(actual)];
  const differing = [...new Set([...before.keys(), ...now.keys()])].filter(
    (pointer) => now.get(pointer) !== before.get(pointer),
  );
  // Empty objects and arrays have no values that could be listed.
  if (!differing.length) return 'an object or array is empty or missing';
  const listed = differing
    .slice(0, maxListed)
    .map(
      (pointer) =>
        `${pointer} was ${cut(now.get(pointer)) ?? 'missing'}, expected ${cut(before.get(pointer)) ?? 'no value'}`,
    );
  const more = differing.length - listed.length;
  return `${listed.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

function cut(text: string | undefined): string | undefined {
  return text && text.length > maxValue ? `${text.slice(0, maxValue - 1)}…` : text;
}
