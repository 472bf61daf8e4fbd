import * as vscode from 'vscode';
import { registerCommands } from '../shared/commands.ts';
import type { PayloadTestExplorer } from './explorer.ts';
import type { RunPorts } from './runCases.ts';
import type { TestMessageArgument } from './contributions.ts';
import { findTestFiles, isTestFile, testFiles } from './testItems.ts';

/**
 * Payload tests in the Test Explorer. The rest is loaded once there is a test file, so that a window without test files
 * does not have an empty Test Explorer.
 */
export class PayloadTests implements vscode.Disposable {
  readonly #ports: RunPorts;
  #explorer: PayloadTestExplorer | undefined;
  #isDisposed = false;
  readonly #subscriptions: vscode.Disposable[];

  /** `extensionUri` is the folder with the examples. */
  constructor(ports: RunPorts, extensionUri: vscode.Uri) {
    this.#ports = ports;
    const loadIfTestFile = (uri: vscode.Uri): void => {
      if (isTestFile(uri)) this.explorer().catch((error: unknown) => ports.log.error('payload tests', error));
    };
    this.#subscriptions = [
      vscode.workspace.onDidOpenTextDocument(({ uri }) => loadIfTestFile(uri)),
      registerCommands(ports.log, {
        'kapture.updateSnapshots': async (message?: TestMessageArgument) =>
          (await import('./explorer.ts')).updateSnapshots(await this.explorer(), message),
        'kapture.newPayloadTest': async () => (await import('./testDrafts.ts')).openNewTest(),
        'kapture.openExamplePayloadTests': async () => (await import('./testDrafts.ts')).openExamples(extensionUri),
      }),
    ];
    vscode.workspace.textDocuments.forEach(({ uri }) => loadIfTestFile(uri));
    // The search starts after activation, which it would slow down.
    setImmediate(() => {
      if (this.#isDisposed) return;
      const watcher = vscode.workspace.createFileSystemWatcher(testFiles, false, true, true);
      this.#subscriptions.push(watcher, watcher.onDidCreate(loadIfTestFile));
      void findTestFiles(1).then(
        (found) => found.forEach(loadIfTestFile),
        (error: unknown) => ports.log.error('payload tests', error),
      );
    });
  }

  /** Loads the Test Explorer if it is not loaded yet. */
  async explorer(): Promise<PayloadTestExplorer> {
    const { PayloadTestExplorer } = await import('./explorer.ts');
    // A concurrent call may have created it during the import.
    this.#explorer ??= new PayloadTestExplorer(this.#ports);
    if (this.#isDisposed) this.#explorer.dispose();
    return this.#explorer;
  }

  dispose(): void {
    this.#isDisposed = true;
    vscode.Disposable.from(...this.#subscriptions).dispose();
    this.#explorer?.dispose();
  }
}
