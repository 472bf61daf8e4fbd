import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Log } from '../../shared/log.ts';
import { runReported } from '../../shared/questions/messages.ts';
import { setting } from '../../shared/settings.ts';

/** A reset of a sandbox, as other windows read it. */
interface SandboxReset {
  /** The window. */
  readonly by: string;
  /** The port from the settings; 0 if each window has its own sandbox. */
  readonly port: number;
}

/** Tells the windows that share a sandbox that it was reset, also without the focus: each of them watches a file. */
export class SandboxResets implements vscode.Disposable {
  readonly #file: vscode.Uri;
  readonly #log: Log;
  readonly #watcher: vscode.FileSystemWatcher;
  readonly #window = randomUUID();

  /** `onReset` runs after another window has reset the sandbox of this one. */
  constructor(folder: vscode.Uri, log: Log, onReset: () => Promise<void>) {
    const name = 'sandbox-reset.json';
    this.#file = vscode.Uri.joinPath(folder, name);
    this.#log = log;
    this.#watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(folder, name),
      false,
      false,
      true,
    );
    const follow = (): void =>
      void runReported(log, 'sandbox.reset', async () => {
        const reset = await this.#read();
        const isShared = reset && reset.port !== 0 && reset.port === setting('sandbox.port');
        if (isShared && reset.by !== this.#window) await onReset();
      });
    this.#watcher.onDidCreate(follow);
    this.#watcher.onDidChange(follow);
  }

  /** Never rejects: the sandbox was reset. */
  async announce(): Promise<void> {
    const reset: SandboxReset = { by: this.#window, port: Number(setting('sandbox.port')) };
    try {
      await vscode.workspace.fs.writeFile(this.#file, Buffer.from(JSON.stringify(reset)));
    } catch (error) {
      this.#log.error('Other windows could not be told that the sandbox was reset.', error);
    }
  }

  async #read(): Promise<SandboxReset | undefined> {
    try {
      return JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(this.#file))) as SandboxReset;
    } catch {
      // Another window writes it at this moment, and another event follows.
      return undefined;
    }
  }

  dispose(): void {
    this.#watcher.dispose();
  }
}
