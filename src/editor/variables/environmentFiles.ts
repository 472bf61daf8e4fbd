import * as vscode from 'vscode';
import { environmentFileName, readEnvironment, type Environment, type Values } from '../../kapture/environment.ts';
import { environmentFileFor } from '../environmentFile.ts';
import type { Log } from '../log.ts';

/** The `kapture.env.json` at the root of each workspace folder, read anew when it changes. They hold values for bodies, never where anything goes. */
export class EnvironmentFiles implements vscode.Disposable {
  readonly #log: Log;
  readonly #read = new Map<string, Promise<Environment>>();
  readonly #known = new Map<string, Environment>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(log: Log) {
    this.#log = log;
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${environmentFileName}`);
    const forget = (uri: vscode.Uri): void => {
      this.#read.delete(uri.toString());
      void this.#loadAndTell(uri);
    };
    this.#subscriptions = vscode.Disposable.from(
      watcher,
      watcher.onDidChange(forget),
      watcher.onDidCreate(forget),
      watcher.onDidDelete(forget),
      // The watcher is a moment late for tests that run on save.
      vscode.workspace.onDidSaveTextDocument(({ uri }) => uri.path.endsWith(`/${environmentFileName}`) && forget(uri)),
    );
  }

  /** The variables for a document and a connection, as far as they have been read; {@link ready} has them read. */
  known(document: vscode.Uri, connection: string | undefined): Values {
    const uri = environmentFileFor(document);
    const environment = uri && this.#known.get(uri.toString());
    if (uri && !environment) void this.#loadAndTell(uri);
    if (!environment) return {};
    return { ...environment.variables, ...(connection === undefined ? {} : environment.connections[connection]) };
  }

  async ready(document: vscode.Uri): Promise<void> {
    const uri = environmentFileFor(document);
    if (uri) await this.#load(uri);
  }

  async #loadAndTell(uri: vscode.Uri): Promise<void> {
    await this.#load(uri);
    this.#changed.fire();
  }

  async #load(uri: vscode.Uri): Promise<void> {
    const key = uri.toString();
    if (!this.#read.has(key)) this.#read.set(key, this.#readFile(uri));
    const reading = this.#read.get(key)!;
    const environment = await reading;
    // The file may have changed while it was read.
    if (this.#read.get(key) === reading) this.#known.set(key, environment);
    else await this.#load(uri);
  }

  async #readFile(uri: vscode.Uri): Promise<Environment> {
    let text: string;
    try {
      text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    } catch {
      // There is none, which is the usual case.
      return { variables: {}, connections: {} };
    }
    const environment = readEnvironment(text);
    if (environment.problem !== undefined) this.#log.error(`${environmentFileName} ${environment.problem}.`);
    return environment;
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#changed.dispose();
  }
}
