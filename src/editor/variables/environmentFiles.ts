import * as vscode from 'vscode';
import {
  environmentFileName,
  readEnvironment,
  tooLongEnvironment,
  type Environment,
  type EnvironmentReading,
  type Values,
} from '../../kapture/variables/environment.ts';
import { environmentFileFor, readText } from '../shared/documents/files.ts';
import { UserError } from '../shared/dialogs/messages.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import type { Log } from '../shared/log.ts';

const emptyEnvironment: EnvironmentReading = { variables: {}, connections: {}, problem: undefined };

/**
 * The `kapture.env.json` in the root of each workspace folder, read again on changes. It cannot change where a request
 * is sent.
 */
export class EnvironmentFiles implements vscode.Disposable {
  readonly #log: Log;
  /** The last values that could be read, by URI; empty ones if none could. */
  readonly #known = new Map<string, Environment>();
  readonly #changed = new vscode.EventEmitter<void>();
  /** The watcher of the files; undefined until the first file is read. */
  #watching: vscode.Disposable | undefined;
  readonly onDidChange = this.#changed.event;

  constructor(log: Log) {
    this.#log = log;
  }

  /**
   * The variables for a document and a connection, as far as {@link ready} has read them. The first one with a name
   * wins.
   */
  known(document: vscode.Uri, connection: string | undefined): readonly Values[] {
    const uri = environmentFileFor(document);
    if (!uri) return [];
    const key = uri.toString();
    const environment = this.#known.get(key);
    if (!environment) void this.#loadAndNotify(uri);
    const { variables, connections } = environment ?? emptyEnvironment;
    const own =
      connection !== undefined && Object.hasOwn(connections, connection) ? connections[connection] : undefined;
    return own ? [own, variables] : [variables];
  }

  /**
   * Reads the values for a document from disk. Rejects if the file exists but cannot be read, or has a mistake, so that
   * values may be missing or wrong; the next call tries again.
   */
  async ready(document: vscode.Uri): Promise<void> {
    const uri = environmentFileFor(document);
    if (!uri) return;
    const { problem } = await this.#load(uri);
    if (!problem) return;
    throw new UserError(vscode.l10n.t('{0} cannot be used. {1}', environmentFileName, problemText(problem)));
  }

  async #loadAndNotify(uri: vscode.Uri): Promise<void> {
    try {
      await this.#load(uri);
      this.#changed.fire();
    } catch {
      // The error is in the log, and the previous values stay in use.
    }
  }

  async #load(uri: vscode.Uri): Promise<EnvironmentReading> {
    this.#watching ??= this.#watch();
    const key = uri.toString();
    // A file that cannot be read is not read again for each hover.
    if (!this.#known.has(key)) this.#known.set(key, emptyEnvironment);
    const environment = await this.#readFile(uri);
    // While the file has a mistake, hovers show the values that were read last.
    if (!environment.problem || this.#known.get(key) === emptyEnvironment) this.#known.set(key, environment);
    return environment;
  }

  async #readFile(uri: vscode.Uri): Promise<EnvironmentReading> {
    try {
      const text = await readText(uri);
      return text === undefined ? tooLongEnvironment : readEnvironment(text);
    } catch (error) {
      // Most folders do not have the file.
      if (isNotFound(error)) return emptyEnvironment;
      this.#log.error(`${environmentFileName} could not be read.`, error);
      const text = vscode.l10n.t(
        '{0} could not be read, so the values of its variables are unknown.',
        environmentFileName,
      );
      throw new Error(text, { cause: error });
    }
  }

  #watch(): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${environmentFileName}`);
    const reload = (uri: vscode.Uri): void => void this.#loadAndNotify(uri);
    return vscode.Disposable.from(
      watcher,
      watcher.onDidChange(reload),
      watcher.onDidCreate(reload),
      watcher.onDidDelete(reload),
      // The watcher fires too late for payload tests that run on save.
      vscode.workspace.onDidSaveTextDocument(({ uri }) => uri.path.endsWith(`/${environmentFileName}`) && reload(uri)),
    );
  }

  dispose(): void {
    this.#watching?.dispose();
    this.#changed.dispose();
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
}
