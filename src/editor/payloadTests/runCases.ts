import { type Exchange, secretsOf, type Target } from '../../kapture/exchange/exchange.ts';
import type { ClientLoader } from '../shared/sending/clientLoader.ts';
import type { Log } from '../shared/log.ts';
import type { RequestVariables } from '../shared/requestBodies.ts';
import type { Targets } from '../shared/targets.ts';
import * as vscode from 'vscode';
import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { writtenCustomerId } from '../../kapture/exchange/writtenCustomer.ts';
import { KaptureError } from '../../kapture/http/kaptureError.ts';
import { allSteps, hasSnapshot, type TestCase } from '../../kapture/payloadTests/testCase.ts';
import type { PatternThread } from '../../kapture/payloadTests/patternThread.ts';
import {
  type CaseContext,
  type CaseResult,
  redactResult,
  runCase,
  sendTestRequest,
} from '../../kapture/payloadTests/runCase.ts';
import {
  type SnapshotMode,
  StoredSnapshots,
  snapshotFileOf,
  type SnapshotStorage,
} from '../../kapture/payloadTests/snapshots.ts';
import { type Redact, redactor } from '../../kapture/redaction/redact.ts';
import { secretsUsedIn } from '../../kapture/variables/secretVariables.ts';
import type { VariableLookup } from '../../kapture/variables/variables.ts';
import { noValueText } from '../shared/documents/variableMarks.ts';
import { deniedEnvironment } from '../shared/settings.ts';
import { showWarning } from '../shared/dialogs/messages.ts';
import { changeOfConnection } from '../shared/sending/sendTarget.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { reportCase, type SelectedCase, storedSnapshotsText, type SnapshotOfRun } from './reportCase.ts';
import { maxJsonLength } from '../../kapture/json/jsonLimits.ts';
import { fileExists, readText } from '../shared/documents/files.ts';
import { readFileOfTests } from './filesOfTests.ts';

export interface RunPorts {
  readonly targets: Targets;
  readonly clients: ClientLoader;
  readonly variables: RequestVariables;
  readonly log: Log;
  /** Shows the customers of successful writes in the Customers view. Never rejects. */
  readonly showWritten: (writes: readonly Exchange[]) => Promise<void>;
}

/**
 * The maximum number of written customers that are fetched for the Customers view after a run. It is low, because a
 * server can limit the rate.
 */
const maxShown = 20;

/** The state of a run in addition to its cases. */
interface RunState {
  readonly abort: AbortController;
  readonly patterns: PatternThread;
  readonly mode: SnapshotMode;
}

/** Runs cases one at a time, against the active connection, and reports each. */
export async function runCases(
  selected: readonly SelectedCase[],
  run: vscode.TestRun,
  { targets, clients, variables, log, showWritten }: RunPorts,
  { abort, patterns, mode }: RunState,
): Promise<void> {
  if (!selected.length) return;
  const target = targetsOfRun(targets);
  const first = await target(firstOperation(selected));
  if (!first) {
    run.appendOutput(`${vscode.l10n.t('Nothing was run: no connection or auth key was selected.')}\r\n`);
    for (const { item } of selected) run.skipped(item);
    return;
  }
  run.appendOutput(`${vscode.l10n.t('Kapture payload tests → {0}', oneLine(first.connection.name))}\r\n\r\n`);
  const client = await clients.get();
  const opened = new OpenedSnapshots(mode);
  const lookups = new Map<string, () => VariableLookup>();
  const written = new Map<string, Exchange>();
  const stored: SnapshotOfRun[] = [];
  let isCompared = false;
  for (const { file, item, testCase } of selected) {
    if (abort.signal.aborted) {
      run.skipped(item);
      continue;
    }
    run.started(item);
    const used = new Set<Redact>();
    const cases = file.cases.map((one) => one.testCase);
    const { snapshots, problem } = await opened.of(file.uri);
    const key = file.uri.toString();
    const lookup = lookups.get(key) ?? (await variables.lookupsFor(file.uri, first.connection));
    lookups.set(key, lookup);
    const ofCase = snapshots?.of(cases, testCase);
    const context: CaseContext = {
      connection: first.connection,
      signal: abort.signal,
      patterns,
      snapshots: ofCase,
      snapshotProblem: problem,
      hintOf: (variable) =>
        variable.startsWith('?') || deniedEnvironment(variable) !== undefined ? noValueText(variable) : undefined,
      lookup: lookup(),
      readFile: (path) => readFileOfTests(file.uri, path),
      send: async (operation, body, isKeyWrong, dialect) => {
        const found = await target(operation, secretsUsedIn(body));
        if (!found) {
          // The user declined to enter a key or a secret, so the run ends without asking again.
          abort.abort();
          throw new KaptureError('canceled', '', 'no key');
        }
        // The input box for a key may have been open for a long time.
        const change = changeOfConnection(operation, first.connection, targets);
        if (change !== undefined) {
          run.appendOutput(`${change}\r\n`);
          void showWarning(change);
          abort.abort();
          throw new KaptureError('canceled', '', 'changed');
        }
        const { redact } = found;
        used.add(redact);
        const request = { operation, dialect, body, isKeyWrong };
        const exchange = await sendTestRequest(client, request, found, { redact, signal: abort.signal });
        log.exchange(exchange);
        const writtenId = operations[operation].writes ? writtenCustomerId(exchange) : undefined;
        if (writtenId !== undefined && exchange.response.reading.outcome === 'success')
          written.set(writtenId, exchange);
        return exchange;
      },
    };
    let result: CaseResult;
    try {
      result = await runCase(testCase, context);
    } catch (error) {
      // For example, a mistake in the file with variables, which the other cases may not need.
      log.error('payload tests', error);
      result = withError(
        { outcome: 'passed', findings: [], exchanges: [], milliseconds: 0 },
        testCase,
        messageOf(error),
      );
    }
    result = [...used].reduce(redactResult, result);
    let changed: readonly SnapshotOfRun[] = [];
    try {
      await snapshots?.save(cases, (text) => [...used].reduce((clean, redact) => redact(clean), text));
      changed = (ofCase?.stored ?? []).map((snapshot) => ({ snapshot, tests: file.uri }));
    } catch (error) {
      log.error('snapshots', error);
      const sentence = vscode.l10n.t('The snapshots could not be stored: {0}', messageOf(error));
      result = withError(result, testCase, sentence);
    }
    reportCase(run, { file, item, testCase }, result, changed);
    stored.push(...changed);
    isCompared ||= result.outcome === 'passed' && hasSnapshot(testCase);
  }
  // This is not awaited, because the run has ended and these are separate requests.
  void showWritten([...written.values()].slice(-maxShown));
  if (stored.length || (mode === 'update' && isCompared))
    vscode.window.setStatusBarMessage(storedSnapshotsText(stored), 5000);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The result of a case with an error that the case did not cause. */
function withError(result: CaseResult, { place }: TestCase, message: string): CaseResult {
  const outcome = result.outcome === 'passed' ? 'errored' : result.outcome;
  return { ...result, outcome, findings: [...result.findings, { message, place }] };
}

/** Prefers an operation that reads, so that the key for writes is only asked for when it is needed. */
function firstOperation(selected: readonly SelectedCase[]): OperationId {
  const used = selected.flatMap(({ testCase }) => allSteps(testCase).map(({ operation }) => operation));
  return used.find((operation) => !operations[operation].writes) ?? used[0] ?? 'get';
}

/** The snapshots of a test file, or why they cannot be read. Empty for an unsaved test file. */
interface Opened {
  readonly snapshots?: StoredSnapshots;
  readonly problem?: string;
}

/** The snapshots of each test file, read once per run. */
class OpenedSnapshots {
  readonly #mode: SnapshotMode;
  readonly #files = new Map<string, Promise<Opened>>();

  constructor(mode: SnapshotMode) {
    this.#mode = mode;
  }

  /** The snapshots of a test file. Never rejects. */
  of(tests: vscode.Uri): Promise<Opened> {
    const key = tests.toString();
    if (!this.#files.has(key)) this.#files.set(key, this.#open(tests));
    return this.#files.get(key)!;
  }

  async #open(tests: vscode.Uri): Promise<Opened> {
    const storage = snapshotStorage(tests);
    if (!storage) return {};
    try {
      return { snapshots: await StoredSnapshots.open(storage, this.#mode) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { problem: vscode.l10n.t('Nothing was sent, because the snapshots could not be read: {0}', reason) };
    }
  }
}

/** The snapshot file beside a test file; undefined for an unsaved test file. */
function snapshotStorage(tests: vscode.Uri): SnapshotStorage | undefined {
  if (tests.scheme === 'untitled') return undefined;
  const uri = tests.with({ path: snapshotFileOf(tests.path) });
  return {
    read: () => textOf(uri),
    write: async (text) => vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text)),
  };
}

async function textOf(uri: vscode.Uri): Promise<string> {
  if (!(await fileExists(uri))) return '';
  const { type } = await vscode.workspace.fs.stat(uri);
  if (type & vscode.FileType.SymbolicLink) throw new Error(vscode.l10n.t('The snapshot file is a symbolic link.'));
  const text = await readText(uri);
  if (text === undefined)
    throw new Error(vscode.l10n.t('The snapshot file is larger than {0} MB.', maxJsonLength / 1_000_000));
  return text;
}

/** The target of an operation, and the function that removes its key from responses. */
interface RedactedTarget extends Target {
  readonly redact: Redact;
}

/**
 * Resolves connection and key once per operation and run, and the secret variables of a body on first use. All
 * operations use the connection that was active first.
 */
function targetsOfRun(
  targets: Targets,
): (operation: OperationId, secrets?: readonly string[]) => Promise<RedactedTarget | undefined> {
  const found = new Map<OperationId, Promise<RedactedTarget | undefined>>();
  let name: string | undefined;
  const find = async (operation: OperationId): Promise<RedactedTarget | undefined> => {
    const target = name === undefined ? await targets.resolve(operation) : await targets.resolveNamed(name, operation);
    name ??= target?.connection.name;
    return target && redacted(target);
  };
  return async (operation, secrets = []) => {
    if (!found.has(operation)) found.set(operation, find(operation));
    const target = await found.get(operation)!;
    const missing = secrets.filter((secret) => !Object.hasOwn(target?.variables ?? {}, secret));
    if (!target || !missing.length) return target;
    const complete = await targets.addSecrets(target, missing);
    // Other operations find the new secrets in secret storage, or ask again if storing them failed.
    if (complete) found.clear();
    const result = complete && redacted(complete);
    if (result) found.set(operation, Promise.resolve(result));
    return result;
  };
}

function redacted(target: Target): RedactedTarget {
  return { ...target, redact: redactor(secretsOf(target)) };
}
