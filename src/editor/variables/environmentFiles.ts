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
import { UserError } from '../shared/questions/messages.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import type { Log } from '../shared/log.ts';

/** Milliseconds before an unreadable file is read again for {@link EnvironmentFiles.known}. */
const retryMs = 2000;

interface EnvironmentRead {
  /** Of the file, before it was read. */
  readonly version: Promise<string>;
  readonly environment: Promise<EnvironmentReading>;
}

const emptyEnvironment: EnvironmentReading = { variables: {}, connections: {}, problem: undefined };

/**
 * The `kapture.env.json` in the root of each workspace folder, read again on changes. It cannot change where a request
 * is sent.
 */
export class EnvironmentFiles implements vscode.Disposable {
  readonly #log: Log;
  /** Reads that are pending or succeeded, by URI. */
  readonly #reads = new Map<string, EnvironmentRead>();
  readonly #known = new Map<string, Environment>();
  /** The times of failed reads, by URI. */
  readonly #failures = new Map<string, number>();
  readonly #changed = new vscode.EventEmitter<void>();
  /** Undefined until the first file is read. */
  #watching: vscode.Disposable | undefined;
  readonly onDidChange = this.#changed.event;

  constructor(log: Log) {
    this.#log = log;
  }

  /**
   * The variables for a document and a connection read so far; {@link ready} reads them. The first with a name wins.
   */
  known(document: vscode.Uri, connection: string | undefined): readonly Values[] {
    const uri = environmentFileFor(document);
    if (!uri) return [];
    const key = uri.toString();
    const environment = this.#known.get(key);
    const isDue = Date.now() - (this.#failures.get(key) ?? 0) > retryMs;
    if (isDue && (!environment || this.#failures.has(key)) && !this.#reads.has(key)) void this.#loadAndNotify(uri);
    const { variables, connections } = environment ?? emptyEnvironment;
    const own =
      connection !== undefined && Object.hasOwn(connections, connection) ? connections[connection] : undefined;
    return own ? [own, variables] : [variables];
  }

  /**
   * Reads the values for a document as they are on the disk now. Rejects if the file exists but cannot be read, or has
   * a mistake because of which some values may be missing or wrong; the next call tries again.
   */
  async ready(document: vscode.Uri): Promise<void> {
    const uri = environmentFileFor(document);
    if (!uri) return;
    const key = uri.toString();
    const read = this.#reads.get(key);
    // The watcher may report a change only after a request with the previous values was sent.
    if (read && (await read.version) !== (await this.#versionOf(uri)) && this.#reads.get(key) === read)
      this.#reads.delete(key);
    const { problem } = await this.#load(uri);
    if (!problem) return;
    throw new UserError(
      vscode.l10n.t(
        '{0} cannot be used, so the values of its variables are unknown. {1}',
        environmentFileName,
        problemText(problem),
      ),
    );
  }

  async #loadAndNotify(uri: vscode.Uri): Promise<void> {
    try {
      await this.#load(uri);
      this.#changed.fire();
    } catch {
      // The error is in the log. The previous values stay in use.
    }
  }

  async #load(uri: vscode.Uri): Promise<EnvironmentReading> {
    this.#watching ??= this.#watch();
    const key = uri.toString();
    let read = this.#reads.get(key);
    if (!read) {
      const version = this.#versionOf(uri);
      // In this order, so that a change after the version was taken is noticed.
      read = { version, environment: version.then(() => this.#readFile(uri)) };
      this.#reads.set(key, read);
    }
    let environment: EnvironmentReading;
    try {
      environment = await read.environment;
    } catch (error) {
      if (this.#reads.get(key) === read) this.#reads.delete(key);
      this.#failures.set(key, Date.now());
      throw error;
    }
    // The file may have changed while it was read.
    if (this.#reads.get(key) !== read) return this.#load(uri);
    this.#failures.delete(key);
    // While the file has a mistake, previews show the values that were read last.
    if (!environment.problem || !this.#known.has(key)) this.#known.set(key, environment);
    return environment;
  }

  /** A text that differs after the file is changed, created or deleted. */
  async #versionOf(uri: vscode.Uri): Promise<string> {
    try {
      const { mtime, size } = await vscode.workspace.fs.stat(uri);
      return `${mtime}/${size}`;
    } catch (error) {
      if (isNotFound(error)) return '';
      throw this.#unreadable(error);
    }
  }

  #unreadable(cause: unknown): Error {
    this.#log.error(`${environmentFileName} could not be read.`, cause);
    const text = vscode.l10n.t(
      '{0} could not be read, so the values of its variables are unknown.',
      environmentFileName,
    );
    return new Error(text, { cause });
  }

  async #readFile(uri: vscode.Uri): Promise<EnvironmentReading> {
    try {
      const text = await readText(uri);
      return text === undefined ? tooLongEnvironment : readEnvironment(text);
    } catch (error) {
      // Most folders have no such file.
      if (isNotFound(error)) return emptyEnvironment;
      throw this.#unreadable(error);
    }
  }

  #watch(): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${environmentFileName}`);
    const reload = (uri: vscode.Uri): void => {
      this.#reads.delete(uri.toString());
      void this.#loadAndNotify(uri);
    };
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
