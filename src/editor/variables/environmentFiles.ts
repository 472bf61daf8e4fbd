import * as vscode from 'vscode';
import {
  environmentFileName,
  readEnvironment,
  tooLongEnvironment,
  type Environment,
  type EnvironmentReading,
  type Values,
} from '../../kapture/variables/environment.ts';
import { maxJsonDepth, maxJsonLength } from '../../kapture/json/jsonLimits.ts';
import { environmentFileFor } from '../shared/documents/environmentFile.ts';
import { megabytesText } from '../shared/texts/localTexts.ts';
import type { Log } from '../shared/log.ts';
import { showWarning } from '../shared/questions/messages.ts';
import { readText } from '../shared/documents/readText.ts';

/** Milliseconds until a file that could not be read is tried again, unless something asks for its values before. */
const retryMs = 2000;

const none: Environment = { variables: {}, connections: {} };

/** The `kapture.env.json` at the root of each workspace folder, read again when it changes. They hold values for bodies, never where anything goes. */
export class EnvironmentFiles implements vscode.Disposable {
  readonly #log: Log;
  /** Readings that are under way or succeeded. */
  readonly #read = new Map<string, Promise<Environment>>();
  readonly #known = new Map<string, Environment>();
  /** When files could not be read. */
  readonly #failed = new Map<string, number>();
  readonly #changed = new vscode.EventEmitter<void>();
  /** Undefined until a file is read. */
  #watching: vscode.Disposable | undefined;
  readonly onDidChange = this.#changed.event;

  constructor(log: Log) {
    this.#log = log;
  }

  /**
   * The variables for a document and a connection, as far as they have been read; {@link ready} has them read. Of one name
   * the first of them wins.
   */
  known(document: vscode.Uri, connection: string | undefined): readonly Values[] {
    const uri = environmentFileFor(document);
    if (!uri) return [];
    const key = uri.toString();
    const environment = this.#known.get(key);
    const isDue = Date.now() - (this.#failed.get(key) ?? 0) > retryMs;
    if (isDue && (!environment || this.#failed.has(key)) && !this.#read.has(key)) void this.#loadAndTell(uri);
    const { variables, connections } = environment ?? none;
    const own =
      connection !== undefined && Object.hasOwn(connections, connection) ? connections[connection] : undefined;
    return own ? [own, variables] : [variables];
  }

  /** Has the values for a document read. Rejects where its file is there and cannot be read; then it is read again the next time. */
  async ready(document: vscode.Uri): Promise<void> {
    const uri = environmentFileFor(document);
    if (uri) await this.#load(uri);
  }

  async #loadAndTell(uri: vscode.Uri): Promise<void> {
    try {
      await this.#load(uri);
      this.#changed.fire();
    } catch {
      // It is in the log. What was known before is known still.
    }
  }

  async #load(uri: vscode.Uri): Promise<void> {
    this.#watching ??= this.#watch();
    const key = uri.toString();
    if (!this.#read.has(key)) this.#read.set(key, this.#readFile(uri));
    const reading = this.#read.get(key)!;
    let environment: Environment;
    try {
      environment = await reading;
    } catch (error) {
      if (this.#read.get(key) === reading) this.#read.delete(key);
      this.#failed.set(key, Date.now());
      throw error;
    }
    // The file may have changed while it was read.
    if (this.#read.get(key) !== reading) return this.#load(uri);
    this.#failed.delete(key);
    this.#known.set(key, environment);
  }

  async #readFile(uri: vscode.Uri): Promise<Environment> {
    let reading: EnvironmentReading;
    try {
      const text = await readText(uri);
      reading = text === undefined ? tooLongEnvironment : readEnvironment(text);
    } catch (error) {
      // Most folders have none.
      if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return none;
      this.#log.error(`${environmentFileName} could not be read.`, error);
      throw new Error(
        vscode.l10n.t('{0} could not be read, so the values of its variables are unknown.', environmentFileName),
        {
          cause: error,
        },
      );
    }
    if (reading.problem !== undefined) this.#log.error(`${environmentFileName} ${reading.problem}.`);
    if (reading.isUnused)
      void showWarning(
        vscode.l10n.t(
          '{0} is not used: it is larger than {1} or nested more than {2} levels deep.',
          environmentFileName,
          megabytesText(maxJsonLength),
          maxJsonDepth,
        ),
      );
    return reading;
  }

  #watch(): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${environmentFileName}`);
    const forget = (uri: vscode.Uri): void => {
      this.#read.delete(uri.toString());
      void this.#loadAndTell(uri);
    };
    return vscode.Disposable.from(
      watcher,
      watcher.onDidChange(forget),
      watcher.onDidCreate(forget),
      watcher.onDidDelete(forget),
      // The watcher is a moment late for tests that run on save.
      vscode.workspace.onDidSaveTextDocument(({ uri }) => uri.path.endsWith(`/${environmentFileName}`) && forget(uri)),
    );
  }

  dispose(): void {
    this.#watching?.dispose();
    this.#changed.dispose();
  }
}
