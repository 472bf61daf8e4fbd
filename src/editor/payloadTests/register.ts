import * as vscode from 'vscode';
import { registerCommands } from '../shared/commands.ts';
import type { ExplorerPorts, PayloadTestExplorer } from './index.ts';
import { findTestFiles, isTestFile, testFiles } from './testFiles.ts';

/**
 * Payload tests in the Test Explorer. All but this is loaded when there is a file of tests to show: a window without one
 * has no empty Test Explorer either.
 */
export class PayloadTests implements vscode.Disposable {
  readonly #ports: ExplorerPorts;
  #explorer: PayloadTestExplorer | undefined;
  #isDisposed = false;
  readonly #subscriptions: vscode.Disposable[];

  /** `extensionUri` is where the examples and the script of a thread are. */
  constructor(ports: Omit<ExplorerPorts, 'patternScript'>, extensionUri: vscode.Uri) {
    const patternScript = vscode.Uri.joinPath(extensionUri, 'dist', 'pattern-worker.cjs').fsPath;
    this.#ports = { ...ports, patternScript };
    const look = (uri: vscode.Uri): void => {
      if (isTestFile(uri)) this.explorer().catch((error: unknown) => ports.log.error('payload tests', error));
    };
    this.#subscriptions = [
      vscode.workspace.onDidOpenTextDocument(({ uri }) => look(uri)),
      registerCommands(ports.log, {
        'kapture.newPayloadTest': async () => (await import('./index.ts')).openNewTest(),
        'kapture.openExamplePayloadTests': async () => (await import('./index.ts')).openExamples(extensionUri),
      }),
    ];
    vscode.workspace.textDocuments.forEach(({ uri }) => look(uri));
    // The start of the extension does not wait for the search.
    setImmediate(() => {
      if (this.#isDisposed) return;
      const watcher = vscode.workspace.createFileSystemWatcher(testFiles, false, true, true);
      this.#subscriptions.push(watcher, watcher.onDidCreate(look));
      void findTestFiles(1).then(
        (found) => found.forEach(look),
        (error: unknown) => ports.log.error('payload tests', error),
      );
    });
  }

  /** The Test Explorer's side of it, from now on. */
  async explorer(): Promise<PayloadTestExplorer> {
    const { PayloadTestExplorer } = await import('./index.ts');
    // Whoever awaited the import first made it.
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
