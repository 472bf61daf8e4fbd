import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Log } from '../../shared/log.ts';
import { runReported } from '../../shared/questions/messages.ts';

/** A reset of a sandbox, as other windows read it. */
interface SandboxReset {
  /** The window. */
  readonly by: string;
  /** The URL of the sandbox, with its port. */
  readonly url: string;
}

export interface SandboxResetPorts {
  readonly log: Log;
  /** The URL of the sandbox that this window uses, or would find next; undefined if it would start its own. */
  readonly urlInUse: () => Promise<string> | undefined;
  /** Runs after another window has reset the sandbox that this one uses. */
  readonly onReset: () => Promise<void>;
}

/** Tells the windows that use a sandbox that it was reset, also without the focus: each of them watches a file. */
export class SandboxResets implements vscode.Disposable {
  readonly #file: vscode.Uri;
  readonly #log: Log;
  readonly #watcher: vscode.FileSystemWatcher;
  readonly #window = randomUUID();

  constructor(folder: vscode.Uri, { log, urlInUse, onReset }: SandboxResetPorts) {
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
        // The port in the settings may be another one: it applies from the next start of the sandbox.
        const url = await urlInUse();
        const isShared = url !== undefined && reset?.url === url;
        if (isShared && reset.by !== this.#window) await onReset();
      });
    this.#watcher.onDidCreate(follow);
    this.#watcher.onDidChange(follow);
  }

  /** `url` is that of the sandbox that this window has reset. Never rejects. */
  async announce(url: string): Promise<void> {
    const reset: SandboxReset = { by: this.#window, url };
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
