import * as vscode from 'vscode';
import { KaptureError } from '../../kapture/http/kaptureError.ts';
import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { affectsTests } from '../../kapture/payloadTests/affectsTests.ts';
import { PatternThread } from '../../kapture/payloadTests/patternThread.ts';
import { redactResult } from '../../kapture/payloadTests/redactResult.ts';
import { runCase } from '../../kapture/payloadTests/runCase.ts';
import { sendTestRequest } from '../../kapture/payloadTests/sendTestRequest.ts';
import { secretsUsedIn } from '../../kapture/variables/secretVariables.ts';
import type { Redact } from '../../kapture/redaction/redact.ts';
import { changeOfConnection } from '../shared/sending/changeOfConnection.ts';
import type { ClientLoader } from '../shared/sending/clientLoader.ts';
import { deniedEnvironment, noValueText } from '../shared/environmentVariables.ts';
import type { Log } from '../shared/log.ts';
import { showWarning } from '../shared/questions/messages.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import type { RequestVariables, Targets } from '../shared/ports.ts';
import type { SnapshotMode } from '../../kapture/payloadTests/snapshots.ts';
import { StoredSnapshots } from '../../kapture/payloadTests/storedSnapshots.ts';
import { readRequestFile } from './readRequestFile.ts';
import { snapshotStorage } from './snapshotStorage.ts';
import { messageAt, reportCase, type SelectedCase } from './reportCase.ts';
import { targetsOfRun } from './targetsOfRun.ts';
import type { TestItems } from './testItems.ts';

/** What test runs need from other features. */
export interface RunPorts {
  readonly targets: Targets;
  readonly clients: ClientLoader;
  readonly variables: RequestVariables;
  readonly log: Log;
  /** Path of the worker script that evaluates regular expressions. */
  readonly patternScript: string;
}

/** Runs the tests that the Test Explorer requests, one case at a time, against the active connection. */
export class TestRuns {
  readonly #controller: vscode.TestController;
  readonly #items: TestItems;
  readonly #ports: RunPorts;

  constructor(controller: vscode.TestController, items: TestItems, ports: RunPorts) {
    this.#controller = controller;
    this.#items = items;
    this.#ports = ports;
  }

  async run(
    request: vscode.TestRunRequest,
    token: vscode.CancellationToken,
    mode: SnapshotMode = 'add',
  ): Promise<void> {
    if (request.continuous) await this.#runOnSave(request, token);
    else await this.#runOnce(request, token, mode);
  }

  /**
   * Until it is canceled, runs a test file when it is saved, and all tests when a request file or `kapture.env.json`
   * is saved.
   */
  #runOnSave(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    let queue = Promise.resolve();
    const saved = vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      if (!affectsTests(uri.path)) return;
      const file = this.#items.files.find((item) => item.id === uri.toString());
      const all = request.include ?? this.#items.files;
      const include = file ? all.filter((item) => item === file || item.parent === file) : all;
      if (!include.length) return;
      queue = queue.then(async () => {
        if (!token.isCancellationRequested)
          await this.#runOnce(
            new vscode.TestRunRequest(include, request.exclude, request.profile, true, true),
            token,
            'add',
          );
      });
    });
    return new Promise((resolve) => {
      token.onCancellationRequested(() => {
        saved.dispose();
        resolve(queue);
      });
    });
  }

  async #runOnce(request: vscode.TestRunRequest, token: vscode.CancellationToken, mode: SnapshotMode): Promise<void> {
    const run = this.#controller.createTestRun(request);
    const abort = new AbortController();
    const patterns = new PatternThread(this.#ports.patternScript);
    const canceled = vscode.Disposable.from(
      token.onCancellationRequested(() => abort.abort()),
      run.token.onCancellationRequested(() => abort.abort()),
    );
    try {
      if (!vscode.workspace.isTrusted) {
        const manage = {
          title: vscode.l10n.t('Manage Workspace Trust'),
          run: () => vscode.commands.executeCommand('workbench.trust.manage'),
        };
        void showWarning(
          vscode.l10n.t('Nothing was run: payload tests in this folder do not run in Restricted Mode.'),
          this.#ports.log,
          manage,
        );
        return;
      }
      const selected = await this.#select(request, run);
      await this.#runAll(selected, run, { abort, patterns, mode });
    } catch (error) {
      this.#ports.log.error('payload tests', error);
      run.appendOutput(
        `${vscode.l10n.t('The run stopped: {0}', oneLine(error instanceof Error ? error.message : String(error)))}\r\n`,
      );
    } finally {
      canceled.dispose();
      await patterns.close();
      run.end();
    }
  }

  /** Reads the current cases of a request, in the order of their files. */
  async #select(request: vscode.TestRunRequest, run: vscode.TestRun): Promise<SelectedCase[]> {
    if (!request.include) await this.#items.findAll();
    const include = new Set(request.include ?? this.#items.files);
    const exclude = new Set(request.exclude);
    const selected: SelectedCase[] = [];
    for (const fileItem of this.#items.filesOf(include)) {
      if (exclude.has(fileItem)) continue;
      const file = await this.#items.read(fileItem);
      const cases = file.cases.filter(({ item }) => (include.has(fileItem) || include.has(item)) && !exclude.has(item));
      if (file.problems.length) {
        // A file with a problem does not run at all, because it may not be read as intended.
        const messages = file.problems.map(({ message, ...place }) => messageAt(file, place, message));
        for (const item of [fileItem, ...cases.map((one) => one.item)]) run.errored(item, messages);
        continue;
      }
      for (const { item, testCase } of cases) {
        run.enqueued(item);
        selected.push({ file, item, testCase });
      }
    }
    return selected;
  }

  async #runAll(
    selected: readonly SelectedCase[],
    run: vscode.TestRun,
    { abort, patterns, mode }: RunState,
  ): Promise<void> {
    if (!selected.length) return;
    const target = targetsOfRun(this.#ports.targets);
    const first = await target(firstOperation(selected));
    if (!first) {
      run.appendOutput(`${vscode.l10n.t('Nothing was run: no connection or auth key was selected.')}\r\n`);
      for (const { item } of selected) run.skipped(item);
      return;
    }
    run.appendOutput(`${vscode.l10n.t('Kapture payload tests → {0}', oneLine(first.connection.name))}\r\n\r\n`);
    const client = await this.#ports.clients.get();
    const opened = new OpenedSnapshots(mode);
    for (const { file, item, testCase } of selected) {
      if (abort.signal.aborted) {
        run.skipped(item);
        continue;
      }
      run.started(item);
      const used = new Set<Redact>();
      const cases = file.cases.map((one) => one.testCase);
      const snapshots = await opened.of(file.uri);
      const result = await runCase(testCase, {
        connection: first.connection,
        signal: abort.signal,
        patterns,
        snapshots: snapshots?.of(cases, testCase),
        hintOf: (variable) =>
          variable.startsWith('?') || deniedEnvironment(variable) !== undefined ? noValueText(variable) : undefined,
        lookup: await this.#ports.variables.lookupFor(file.uri, first.connection),
        readFile: (path) => readRequestFile(file.uri, path),
        send: async (operation, body, isKeyWrong, dialect) => {
          const found = await target(operation, secretsUsedIn(body));
          if (!found) {
            // The user dismissed the question for a key or a secret, so it is not asked again.
            abort.abort();
            throw new KaptureError('canceled', '', 'no key');
          }
          // The input box for a key may have been open for long.
          const change = changeOfConnection(operation, first.connection, this.#ports.targets);
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
          this.#ports.log.exchange(exchange);
          return exchange;
        },
      });
      const redacted = [...used].reduce(redactResult, result);
      await snapshots?.save(cases, (text) => [...used].reduce((clean, redact) => redact(clean), text));
      reportCase(run, { file, item, testCase }, redacted);
    }
  }
}

/** What a run has in addition to its cases. */
interface RunState {
  readonly abort: AbortController;
  readonly patterns: PatternThread;
  readonly mode: SnapshotMode;
}

/** The snapshots of each test file, read once per run. */
class OpenedSnapshots {
  readonly #mode: SnapshotMode;
  readonly #files = new Map<string, Promise<StoredSnapshots | undefined>>();

  constructor(mode: SnapshotMode) {
    this.#mode = mode;
  }

  of(tests: vscode.Uri): Promise<StoredSnapshots | undefined> {
    const key = tests.toString();
    if (!this.#files.has(key)) this.#files.set(key, this.#open(tests));
    return this.#files.get(key)!;
  }

  /** Undefined for an unsaved test file. */
  async #open(tests: vscode.Uri): Promise<StoredSnapshots | undefined> {
    const storage = snapshotStorage(tests);
    return storage && StoredSnapshots.open(storage, this.#mode);
  }
}

/** Prefers an operation that reads, so that the key for writes is only asked for when it is needed. */
function firstOperation(selected: readonly SelectedCase[]): OperationId {
  const used = selected.flatMap(({ testCase }) => testCase.steps.map(({ operation }) => operation));
  return used.find((operation) => !operations[operation].writes) ?? used[0] ?? 'get';
}
