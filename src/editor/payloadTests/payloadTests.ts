import * as vscode from 'vscode';
import { registerCommands } from '../commands.ts';
import type { ExplorerPorts, PayloadTestExplorer } from './index.ts';
import { isTestFile, testFiles } from './testFiles.ts';

/**
 * Payload tests in the Test Explorer. All but this is loaded when there is a file of tests to show: a window without one
 * has no empty Test Explorer either.
 */
export class PayloadTests implements vscode.Disposable {
  readonly #ports: ExplorerPorts;
  #explorer: Promise<PayloadTestExplorer> | undefined;
  #isDisposed = false;
  readonly #subscriptions: vscode.Disposable;

  /** `extensionUri` is where the examples are. */
  constructor(ports: ExplorerPorts, extensionUri: vscode.Uri) {
    this.#ports = ports;
    const watcher = vscode.workspace.createFileSystemWatcher(testFiles, false, true, true);
    const look = (uri: vscode.Uri): void => {
      if (isTestFile(uri)) void this.explorer();
    };
    this.#subscriptions = vscode.Disposable.from(
      watcher, watcher.onDidCreate(look), vscode.workspace.onDidOpenTextDocument(({ uri }) => look(uri)),
      registerCommands(ports.log, {
        'kapture.newPayloadTest': async () => (await import('../payloadTests/index.ts')).openNewTest(),
        'kapture.openExamplePayloadTests': async () => (await import('../payloadTests/index.ts')).openExamples(extensionUri),
      }),
    );
    vscode.workspace.textDocuments.forEach(({ uri }) => look(uri));
    void vscode.workspace.findFiles(testFiles, '**/node_modules/**', 1).then((found) => found.forEach(look));
  }

  /** The Test Explorer's side of it, from now on. */
  explorer(): Promise<PayloadTestExplorer> {
    this.#explorer ??= import('../payloadTests/index.ts').then(({ PayloadTestExplorer }) => {
      const explorer = new PayloadTestExplorer(this.#ports);
      if (this.#isDisposed) explorer.dispose();
      return explorer;
    });
    return this.#explorer;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#subscriptions.dispose();
    void this.#explorer?.then((explorer) => explorer.dispose());
  }
}
