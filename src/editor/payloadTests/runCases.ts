import * as vscode from 'vscode';
import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { writtenCustomerId } from '../../kapture/exchange/writtenCustomerId.ts';
import { KaptureError } from '../../kapture/http/kaptureError.ts';
import { hasSnapshot } from '../../kapture/payloadTests/hasSnapshot.ts';
import type { PatternThread } from '../../kapture/payloadTests/patternThread.ts';
import { redactResult } from '../../kapture/payloadTests/redactResult.ts';
import { runCase, type CaseContext, type CaseResult } from '../../kapture/payloadTests/runCase.ts';
import { sendTestRequest } from '../../kapture/payloadTests/sendTestRequest.ts';
import type { SnapshotMode } from '../../kapture/payloadTests/snapshots.ts';
import type { TestCase } from '../../kapture/payloadTests/testCase.ts';
import type { Redact } from '../../kapture/redaction/redact.ts';
import { secretsUsedIn } from '../../kapture/variables/secretVariables.ts';
import type { VariableLookup } from '../../kapture/variables/variables.ts';
import { deniedEnvironment, noValueText } from '../shared/environmentVariables.ts';
import { showWarning } from '../shared/questions/messages.ts';
import { changeOfConnection } from '../shared/sending/sendTarget.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { OpenedSnapshots } from './openedSnapshots.ts';
import type { RunPorts } from './ports.ts';
import { readRequestFile } from './readRequestFile.ts';
import { reportCase, type SelectedCase } from './reportCase.ts';
import { storedSnapshotsText, type SnapshotOfRun } from './storedSnapshotsText.ts';
import { targetsOfRun } from './targetsOfRun.ts';

/** Written customers that are fetched for the Customers view after a run, because a server can limit the rate. */
const maxShown = 20;

/** What a run has in addition to its cases. */
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
      readFile: (path) => readRequestFile(file.uri, path),
      send: async (operation, body, isKeyWrong, dialect) => {
        const found = await target(operation, secretsUsedIn(body));
        if (!found) {
          // The user dismissed the question for a key or a secret, so it is not asked again.
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
      // Such as a mistake in the file with variables, which the other cases may not need.
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
  // Not awaited: the run has ended, and these are separate requests.
  void showWritten([...written.values()].slice(-maxShown));
  if (stored.length || (mode === 'update' && isCompared))
    vscode.window.setStatusBarMessage(storedSnapshotsText(stored), 5000);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A result with an error that its case did not cause. */
function withError(result: CaseResult, { place }: TestCase, message: string): CaseResult {
  const outcome = result.outcome === 'passed' ? 'errored' : result.outcome;
  return { ...result, outcome, findings: [...result.findings, { message, place }] };
}

/** Prefers an operation that reads, so that the key for writes is only asked for when it is needed. */
function firstOperation(selected: readonly SelectedCase[]): OperationId {
  const used = selected.flatMap(({ testCase }) => testCase.steps.map(({ operation }) => operation));
  return used.find((operation) => !operations[operation].writes) ?? used[0] ?? 'get';
}
