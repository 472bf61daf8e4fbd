import * as vscode from 'vscode';
import { type RunPorts, runCases } from './runCases.ts';
import { registerTakenVariables, watchTestFiles } from './testEditing.ts';
import { lineage, snapshotTag, TestItems } from './testItems.ts';
import { PatternThread } from '../../kapture/payloadTests/patternThread.ts';
import type { SnapshotMode } from '../../kapture/payloadTests/snapshots.ts';
import { showWarning, showInformation } from '../shared/dialogs/messages.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { messageAt, type SelectedCase } from './reportCase.ts';
import { affectsTests } from '../../kapture/payloadTests/testFiles.ts';
import type { TestMessageArgument } from './contributions.ts';

export class PayloadTestExplorer implements vscode.Disposable {
  readonly controller = vscode.tests.createTestController('kapture.tests', vscode.l10n.t('Kapture Payload Tests'));
  readonly profile: vscode.TestRunProfile;
  /** A run that stores the responses as snapshots, for cases with snapshots. */
  readonly snapshotProfile: vscode.TestRunProfile;
  readonly items: TestItems;
  readonly #subscriptions: vscode.Disposable;

  constructor(ports: RunPorts) {
    this.#subscriptions = vscode.Disposable.from(registerTakenVariables(), watchTestFiles(ports.variables));
    this.items = new TestItems(this.controller, ports.log);
    const runs = new TestRuns(this.controller, this.items, ports);
    this.profile = this.controller.createRunProfile(
      vscode.l10n.t('Run'),
      vscode.TestRunProfileKind.Run,
      (request, token) => runs.run(request, token),
      true,
      undefined,
      true,
    );
    this.snapshotProfile = this.controller.createRunProfile(
      vscode.l10n.t('Update Snapshots'),
      vscode.TestRunProfileKind.Run,
      (request, token) => runs.run(request, token, 'update'),
      false,
      snapshotTag,
    );
    this.controller.resolveHandler = (item) =>
      item ? this.items.read(item).then(() => undefined) : this.items.findAll();
    this.controller.refreshHandler = () => this.items.findAll();
    this.items.findAll().catch((error: unknown) => ports.log.error('payload tests', error));
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.items.dispose();
    this.controller.dispose();
  }
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
    if (request.continuous) await runOnSave(this.#items, request, token, (saved) => this.#runOnce(saved, token, 'add'));
    else await this.#runOnce(request, token, mode);
  }

  async #runOnce(request: vscode.TestRunRequest, token: vscode.CancellationToken, mode: SnapshotMode): Promise<void> {
    const run = this.#controller.createTestRun(request);
    const abort = new AbortController();
    const patterns = new PatternThread();
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
      const selected = await selectCases(this.#items, request, run);
      await runCases(selected, run, this.#ports, { abort, patterns, mode });
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
}

/** Reads the current cases of a request, in the order of their files. Reports files that cannot run. */
async function selectCases(
  items: TestItems,
  request: vscode.TestRunRequest,
  run: vscode.TestRun,
): Promise<SelectedCase[]> {
  if (!request.include) await items.findAll();
  const include = new Set(request.include ?? items.files);
  const exclude = new Set(request.exclude);
  const selected: SelectedCase[] = [];
  for (const fileItem of items.filesOf(include)) {
    if (exclude.has(fileItem)) continue;
    const file = await items.read(fileItem);
    const cases = file.cases.filter(
      ({ item }) => lineage(item).some((each) => include.has(each)) && !lineage(item).some((each) => exclude.has(each)),
    );
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

/**
 * Until the run is canceled, runs a test file when it is saved, and all tests when a request file, a data file or
 * `kapture.env.json` is saved.
 */
function runOnSave(
  items: TestItems,
  request: vscode.TestRunRequest,
  token: vscode.CancellationToken,
  run: (request: vscode.TestRunRequest) => Promise<void>,
): Promise<void> {
  let queue = Promise.resolve();
  const saved = vscode.workspace.onDidSaveTextDocument(({ uri }) => {
    if (!affectsTests(uri.path) && !items.isUsedFile(uri)) return;
    const file = items.files.find((item) => item.id === uri.toString());
    const all = request.include ?? items.files;
    const include = file ? all.filter((item) => lineage(item).includes(file)) : all;
    if (!include.length) return;
    queue = queue.then(async () => {
      if (!token.isCancellationRequested)
        await run(new vscode.TestRunRequest(include, request.exclude, request.profile, true, true));
    });
  });
  return new Promise((resolve) => {
    token.onCancellationRequested(() => {
      saved.dispose();
      resolve(queue);
    });
  });
}

/** Stores the current responses as snapshots, for the case of a message or for the test file in the active editor. */
export async function updateSnapshots(
  { items, snapshotProfile }: { readonly items: TestItems; readonly snapshotProfile: vscode.TestRunProfile },
  argument: TestMessageArgument | undefined,
): Promise<void> {
  const uri = vscode.window.activeTextEditor?.document.uri.toString();
  const test = argument?.test ?? items.files.find(({ id }) => id === uri);
  if (!test) {
    void showInformation(vscode.l10n.t('This test file is not in the Test Explorer yet. Try again in a moment.'));
    return;
  }
  const cancel = new vscode.CancellationTokenSource();
  try {
    await snapshotProfile.runHandler(new vscode.TestRunRequest([test], undefined, snapshotProfile), cancel.token);
  } finally {
    cancel.dispose();
  }
}
