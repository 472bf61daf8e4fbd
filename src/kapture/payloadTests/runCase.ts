import type { Exchange, Target } from '../exchange/exchange.ts';
import { dialectOf, type Connection, inDialect } from '../connection/connection.ts';
import { KaptureError } from '../http/kaptureError.ts';
import { textOfRequestProblem } from '../exchange/textOfRequestProblem.ts';
import { noResponse } from '../http/noResponse.ts';
import { pause } from '../http/retries.ts';
import { readLoose } from '../json/looseJson.ts';
import type { Dialect } from '../catalogue/dialect.ts';
import type { OperationForm } from '../catalogue/form.ts';
import { dialectOfBody, formOf } from '../catalogue/forms.ts';
import { operations, type OperationId } from '../catalogue/registry.ts';
import { inEnglish } from '../problem/problem.ts';
import { readToSend } from '../exchange/requestBody.ts';
import { writeBarrier } from '../exchange/writeGuard.ts';
import { unclosedVariablesIn, type VariableLookup, type VariableValue } from '../variables/variables.ts';
import { problemOfId, fieldsOfWrite, problemOfAct } from '../catalogue/writeAct.ts';
import { checkExchange, withHint, withoutValue, type Finding } from './assertions.ts';
import { hintOfRow, rowPrefix, valueInRow } from './dataRows.ts';
import { readOtherFile, type ReadOtherFile } from './otherFiles.ts';
import { valueAtPointer } from '../json/jsonPointer.ts';
import { readExact, writtenValue } from './exactJson.ts';
import type { CaseSnapshots } from './snapshots.ts';
import type { Patterns } from './patternThread.ts';
import { fillTemplate, type Template, type Place, type Take, type TestCase, type TestStep } from './testCase.ts';
import type { AuthKey } from '../connection/authKey.ts';
import type { KaptureClient } from '../exchange/client.ts';
import { redactExchange, unpackedExchange } from '../exchange/redactExchange.ts';
import type { Redact } from '../redaction/redact.ts';

export interface CaseContext {
  /** Sends without retries, because a test checks the first response. Throws a `KaptureError` if there is none. */
  send(operation: OperationId, body: string, wrongKey: boolean, dialect?: Dialect): Promise<Exchange>;
  readonly readFile: ReadOtherFile;
  /**
   * Variables other than those that steps take. Generated values stay the same within a case, so that expectations can
   * use them.
   */
  readonly lookup: VariableLookup;
  /** A sentence that says why a variable has no value or how to set it; undefined if unknown. */
  readonly hintOf?: (variable: string) => string | undefined;
  /** A sentence that says how to allow tests to write. */
  readonly writesHint?: string | undefined;
  /** Tests never write to a production or read-only connection. */
  readonly connection: Pick<Connection, 'role' | 'readOnly' | 'dialect' | 'dialects'>;
  /** Evaluates the regular expressions of `matches`. */
  readonly patterns: Patterns;
  /** The stored snapshots of the case. Undefined if the test file is not saved. */
  readonly snapshots?: CaseSnapshots | undefined;
  /** A sentence that says why the snapshot file cannot be read. A case with a snapshot then sends nothing. */
  readonly snapshotProblem?: string | undefined;
  readonly signal?: AbortSignal;
}

export interface CaseResult {
  /** `failed`: a response was not as expected. `errored`: the case could not be completed. */
  readonly outcome: 'passed' | 'failed' | 'errored' | 'canceled';
  /** Why it did not pass. */
  readonly findings: readonly Finding[];
  readonly exchanges: readonly Exchange[];
  readonly milliseconds: number;
}

/** Runs the steps of a case in order until one is not as expected. Never throws because of a server or a file. */
export async function runCase(testCase: TestCase, given: CaseContext): Promise<CaseResult> {
  const { row } = testCase;
  const context = { ...given, hintOf: (variable: string) => hintOfRow(variable, row) ?? given.hintOf?.(variable) };
  const started = performance.now();
  const exchanges: Exchange[] = [];
  const end = (outcome: CaseResult['outcome'], findings: readonly Finding[] = []): CaseResult => ({
    outcome,
    findings,
    exchanges,
    milliseconds: performance.now() - started,
  });

  if (testCase.problems.length)
    return end(
      'errored',
      testCase.problems.map(({ message, offset, length }) => ({ message, place: { offset, length } })),
    );
  for (const { operation, place } of placedSteps(testCase)) {
    const barrier = writeBarrier(operation, context.connection);
    if (!barrier) continue;
    const sentence = `Nothing was sent: ${operations[operation].title} is a write, and this is a ${barrier} connection.`;
    return end('errored', [{ message: withHint(sentence, context.writesHint), place }]);
  }

  const snapshot = testCase.steps
    .flatMap(({ expectations }) => expectations)
    .find(({ subject }) => subject === 'snapshot');
  if (snapshot && context.snapshotProblem !== undefined)
    return end('errored', [{ message: context.snapshotProblem, place: snapshot.operand.place }]);

  const taken = new Map<string, VariableValue>();
  // A test must not depend on requests sent manually in an editor, so `$last` has no value here.
  const lookup: VariableLookup = (name) => {
    if (taken.has(name)) return taken.get(name);
    if (name.startsWith(rowPrefix)) return valueInRow(name, row);
    return name.startsWith('$last.') ? undefined : context.lookup(name);
  };
  const runSteps = async (steps: readonly TestStep[]): Promise<Pick<CaseResult, 'outcome' | 'findings'>> => {
    for (const step of steps) {
      if (context.signal?.aborted) return { outcome: 'canceled', findings: [] };
      const { body, problem } = await bodyOf(step, context, lookup);
      if (problem) return { outcome: 'errored', findings: [problem] };
      const result = await sendUntilExpected(step, body, { ...context, lookup });
      exchanges.push(...result.exchanges);
      if (result.outcome !== 'passed') return result;
      for (const [name, value] of result.values) taken.set(name, value);
    }
    return { outcome: 'passed', findings: [] };
  };
  for (const { title, steps } of testCase.used ?? []) {
    const { outcome, findings } = await runSteps(steps);
    if (outcome === 'canceled') return end(outcome);
    // The places of its findings are in another file.
    if (outcome !== 'passed')
      return end('errored', [
        { message: `The case ${title} did not pass: ${findings[0]!.message}`, place: testCase.use!.place },
      ]);
  }
  const { outcome, findings } = await runSteps(testCase.steps);
  return end(outcome, findings);
}

/** The operations that a case sends, with the place in its file that says so. */
function placedSteps({ used = [], use, steps }: TestCase): readonly Pick<TestStep, 'operation' | 'place'>[] {
  const before = used.flatMap((one) => one.steps.map(({ operation }) => ({ operation, place: use!.place })));
  return [...before, ...steps];
}

interface StepResult extends Pick<CaseResult, 'outcome' | 'findings' | 'exchanges'> {
  /** The values that the step takes from its response. */
  readonly values: ReadonlyMap<string, VariableValue>;
}

/** Sends the request of a step, and again as its `retry` says. */
async function sendUntilExpected(step: TestStep, body: string, context: CaseContext): Promise<StepResult> {
  const { times, pauseMs } = step.retry ?? { times: 0, pauseMs: 0 };
  const exchanges: Exchange[] = [];
  for (let sent = 1; ; sent++) {
    const result = await sendOnce(step, body, context);
    exchanges.push(...result.exchanges);
    const isFinal = result.outcome === 'passed' || result.outcome === 'canceled';
    if (isFinal || sent > times) return { ...result, exchanges, findings: withCount(result.findings, sent) };
    try {
      await pause(pauseMs, context.signal, '');
    } catch {
      return { ...result, outcome: 'canceled', findings: [], exchanges };
    }
  }
}

/** Findings that say how often a request was sent, if it was sent again. */
function withCount([first, ...others]: readonly Finding[], sent: number): readonly Finding[] {
  if (!first) return [];
  const message = sent > 1 ? `${first.message} The request was sent ${sent} times.` : first.message;
  return [{ ...first, message }, ...others];
}

async function sendOnce(step: TestStep, body: string, context: CaseContext): Promise<StepResult> {
  const values = new Map<string, VariableValue>();
  const exchanges: Exchange[] = [];
  const end = (outcome: CaseResult['outcome'], findings: readonly Finding[] = []): StepResult => ({
    outcome,
    findings,
    exchanges,
    values,
  });
  let exchange: Exchange;
  try {
    exchange = await context.send(step.operation, body, step.wrongKey, step.dialect);
  } catch (error) {
    if (!KaptureError.is(error)) throw error;
    return error.reason === 'canceled'
      ? end('canceled')
      : end('errored', [{ message: inEnglish(noResponse(error)), place: step.place, error }]);
  }
  exchanges.push(exchange);
  let findings: readonly Finding[];
  try {
    findings = await checkExchange(step, exchange, context);
  } catch (error) {
    if (!context.signal?.aborted) throw error;
    return end('canceled');
  }
  const [first, ...others] = [...findings, ...take(step.takes, exchange, values)];
  if (!first) return end('passed');
  const hint = otherDialectHint(step, body, context.connection);
  return end('failed', [{ ...first, message: withHint(first.message, hint) }, ...others]);
}

type Body =
  { readonly body: string; readonly problem?: undefined } | { readonly body?: undefined; readonly problem: Finding };

async function bodyOf(
  { operation, dialect, source }: TestStep,
  context: CaseContext,
  lookup: VariableLookup,
): Promise<Body> {
  const form = formOf(operation, dialect ?? dialectOf(context.connection, operation));
  if (source.kind === 'file') {
    const { path, place } = source;
    const file = await readOtherFile('request file', path, context.readFile);
    if (file.problem !== undefined) return { problem: { message: file.problem, place } };
    const unreadable = unreadableColumnIn(file.text);
    if (unreadable) return { problem: { message: unreadable.message, place } };
    const reading = readToSend(form, file.text, lookup);
    if (reading.problem) {
      const { reason, detail } = reading.problem;
      const hint = reason === 'unknown-variable' ? context.hintOf?.(detail) : undefined;
      return { problem: { message: withHint(textOfRequestProblem(reading.problem), hint), place } };
    }
    const otherAct = otherActOf(operation, reading.body, form, place);
    return otherAct ? { problem: otherAct } : { body: reading.body };
  }
  const { text, place } = source.content;
  const unreadable = unreadableColumnIn(text);
  if (unreadable) {
    const { message, use } = unreadable;
    return { problem: { message, place: { offset: place.offset + text.indexOf(use), length: use.length } } };
  }
  const { json, unknown } = fillTemplate(source.content, lookup);
  if (unknown) return { problem: withoutValue(unknown, context) };
  if (source.kind === 'rawBody') return { body: String(JSON.parse(json)) };
  const problem = unclosedIn(source.content) ?? otherActOf(operation, json, form, source.content.place);
  return problem ? { problem } : { body: form.shape === 'array-of-one' ? `[${json}]` : json };
}

/** A column that a variable cannot name would be sent as it is written. */
function unreadableColumnIn(text: string): { readonly message: string; readonly use: string } | undefined {
  const uses = [...text.matchAll(/\{\{\s*\$row\.([^{}]*?)\s*\}\}/g)];
  const [use, column] = uses.find(([, name = '']) => !/^[\w.:+-]+$/.test(name)) ?? [];
  if (use === undefined) return undefined;
  const name = JSON.stringify(column);
  const message = `A variable cannot name the column ${name}. Rename it in the data file, with letters, digits, “_” and “-”.`;
  return { message, use };
}

/** A variable that is not closed is a mistake, unless it is in a `rawBody`. */
function unclosedIn({ text, place }: Template): Finding | undefined {
  const [unclosed] = unclosedVariablesIn(text);
  return (
    unclosed && {
      message: `The variable {{${unclosed.name} is not closed with }}. To send it anyway, use "rawBody".`,
      place: { offset: place.offset + unclosed.offset, length: unclosed.length },
    }
  );
}

/** A body that does not do what its operation says is a mistake, unless it is a `rawBody`. */
function otherActOf(
  operation: OperationId,
  body: string,
  form: OperationForm,
  { offset, length }: Place,
): Finding | undefined {
  const problem = operations[operation].writes
    ? (problemOfId(operation, body, form) ?? problemOfAct(operation, fieldsOfWrite(body), form))
    : undefined;
  return (
    problem && {
      message: `${inEnglish(problem)} To send it anyway, use "rawBody".`,
      place: { offset, length },
    }
  );
}

/** A sentence for a failed step whose body is in another dialect than the one that it is sent in. */
function otherDialectHint(
  { operation, dialect }: TestStep,
  body: string,
  connection: CaseContext['connection'],
): string | undefined {
  const used = dialect ?? dialectOf(connection, operation);
  const written = dialectOfBody(operation, readLoose(body).value, used);
  if (written === undefined || formOf(operation, written) === formOf(operation, used)) return undefined;
  return dialect === undefined
    ? `The body is written in the ${written} dialect, but the connection uses the ${used} dialect. To send it in its own dialect, add "dialect": "${written}".`
    : `The body is written in the ${written} dialect, but "dialect" is ${used}.`;
}

/** Stores the values that a step takes from its response. A missing value is a finding. */
function take(takes: readonly Take[], { response }: Exchange, taken: Map<string, VariableValue>): Finding[] {
  if (!takes.length) return [];
  const text = String(response.text);
  const { value: whole } = readExact(text);
  return takes.flatMap(({ name, pointer, place }): Finding[] => {
    const { found, value } = valueAtPointer(whole, pointer);
    if (!found)
      return [
        { message: `${pointer}: not found, so {{${name}}} has no value.`, place, expected: 'a value', actual: text },
      ];
    if (value !== null && typeof value === 'object')
      return [
        {
          message: `${pointer}: {{${name}}} must be a string, a number, true, false or null, not an object or array.`,
          place,
        },
      ];
    // A number is sent with all its digits.
    taken.set(name, writtenValue(value) as VariableValue);
    return [];
  });
}

/** The key of steps with `"key": "wrong"`: base64 of `kapture-test:wrong-on-purpose`. */
export const wrongKey = Buffer.from('kapture-test:wrong-on-purpose').toString('base64') as AuthKey;

interface TestRequest {
  readonly operation: OperationId;
  /** The dialect of the connection if omitted. */
  readonly dialect?: Dialect | undefined;
  readonly body: string;
  /** Whether {@link wrongKey} is sent instead of the target's key. */
  readonly isKeyWrong: boolean;
}

/**
 * Sends the request of a step once, because a test checks the first response. A test has no `WriteConfirmation`, so the
 * client refuses a write to production. `redact` also removes a bare password, because messages and reports of tests
 * must not contain it. The client leaves one in texts, because it may be a common word.
 */
export async function sendTestRequest(
  client: KaptureClient,
  { operation, dialect, body, isKeyWrong }: TestRequest,
  target: Target,
  { redact, signal }: { readonly redact: Redact; readonly signal: AbortSignal },
): Promise<Exchange> {
  const connection = inDialect(target.connection, operation, dialect);
  const used = { ...target, connection, key: isKeyWrong ? wrongKey : target.key };
  const exchange = await client.send(operation, body, used, { signal, retry: false, usesSecrets: true });
  return redactExchange(unpackedExchange(exchange), redact);
}

/**
 * Redacts secrets in the findings of a case. They contain values that were decoded after the response text was
 * redacted.
 */
export function redactResult(result: CaseResult, redact: Redact): CaseResult {
  const findings = result.findings.map(({ message, expected, actual, ...finding }) => ({
    ...finding,
    message: redact(message),
    ...(expected !== undefined && { expected: redact(expected) }),
    ...(actual !== undefined && { actual: redact(actual) }),
  }));
  return { ...result, findings };
}
