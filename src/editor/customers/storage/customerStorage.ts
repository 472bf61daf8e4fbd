import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { l10n } from 'vscode';
import type { StoredSize } from '../../../kapture/store/customerShapes.ts';
import { isProcessRunning } from '../../../kapture/store/isAlive.ts';
import { StoreError, type StoreErrorReason } from '../../../kapture/store/storeError.ts';
import { type StoreThread, startStoreThread } from '../../../kapture/store/storeThread.ts';
import type { AsyncStore, StoreCalls } from '../../../kapture/store/storeWorker.ts';
import type { Log } from '../../shared/log.ts';
import { PendingWork } from '../../shared/pendingWork.ts';
import { showWarning } from '../../shared/dialogs/messages.ts';
import { onSetting, setting } from '../../shared/settings.ts';
import { megabytesText } from '../../shared/texts/localTexts.ts';

const sessionPrefix = 'kapture-customers-';

interface OpenStore {
  readonly thread: StoreThread<StoreCalls>;
  /** A second thread on the same database for long queries, started on first use. */
  reader?: StoreThread<StoreCalls> | undefined;
  readonly path: string;
  /** The temporary folder to delete when the window closes; undefined for the stored database. */
  readonly folder: string | undefined;
  /** Why customers are only stored until the window closes although the settings say otherwise, as a sentence. */
  readonly failure: string | undefined;
}

/** Opens the store of pulled customers as the settings say: on this machine, or in a folder deleted with the window. */
export class CustomerStorage implements vscode.Disposable {
  readonly #path: string;
  readonly #script: string;
  readonly #log: Log;
  readonly #subscription: vscode.Disposable;
  #opening: Promise<OpenStore> | undefined;
  #opened: OpenStore | undefined;
  /** Closed threads that end, and the clearing of the stored database. */
  readonly #pendingEnds = new PendingWork();
  readonly #cleared = new vscode.EventEmitter<void>();
  /** Fires after customers were cleared, or the store was closed. The next use can open another store. */
  readonly onDidClear = this.#cleared.event;
  #isDisposed = false;

  /** `path` is the file of the stored database, `script` the built script of the store's worker. */
  constructor(path: string, script: string, log: Log) {
    this.#path = path;
    this.#script = script;
    this.#log = log;
    this.#subscription = onSetting(
      'customers.maxMegabytes',
      () => void this.#opened?.thread.store.limit(maximumBytes()).catch((error: unknown) => this.explain(error)),
    );
  }

  /** The file of the open store. */
  get path(): string | undefined {
    return this.#opened?.path;
  }

  /** Why customers are only stored until the window closes although the settings say otherwise, as a sentence. */
  get failure(): string | undefined {
    return this.#opened?.failure;
  }

  /** The store; its thread starts on first use. Throws a {@link StoreError}. */
  async open(): Promise<AsyncStore> {
    if (this.#isDisposed) throw new StoreError('gone', 'The window was closed.');
    const opening = (this.#opening ??= this.#openStore());
    try {
      const opened = await opening;
      // If the thread has failed, the store is closed, so that a new thread is started.
      if (opening === this.#opening && opened.thread.store.ended.aborted) await this.close();
      // The store was closed in the meantime.
      if (opening !== this.#opening) return await this.open();
      this.#opened = opened;
      return opened.thread.store;
    } catch (error) {
      if (opening === this.#opening) this.#opening = undefined;
      throw error;
    }
  }

  /**
   * The store in a separate thread for long queries, so that pulls and cancellation do not wait for them. Throws a
   * {@link StoreError}, or the reason of the signal, after which no thread is started.
   */
  async openReader(signal?: AbortSignal): Promise<AsyncStore> {
    await this.open();
    signal?.throwIfAborted();
    const opened = this.#opened;
    // The store was closed in the meantime.
    if (!opened) return this.openReader(signal);
    // A reader whose thread has failed is replaced.
    if (!opened.reader || opened.reader.store.ended.aborted) opened.reader = this.#startThread(opened.path);
    return opened.reader.store;
  }

  /** Ends the thread of {@link openReader}. */
  async closeReader(): Promise<void> {
    const reader = this.#opened?.reader;
    if (this.#opened) this.#opened.reader = undefined;
    await reader?.close();
  }

  /** Deletes what exceeds the age and the size from the settings, the oldest first. */
  async prune(): Promise<void> {
    await (await this.open()).prune(limits());
  }

  /** Deletes the customers of a tenant, or of all. */
  async clear(tenant?: string): Promise<void> {
    await (await this.open()).clear(tenant);
    this.#cleared.fire();
  }

  async kept(tenant?: string): Promise<StoredSize> {
    return (await this.open()).kept(tenant);
  }

  /** Logs an error of the store or its reader, and returns it as a sentence. */
  explain(error: unknown): string {
    this.#log.error('The store of pulled customers failed.', error);
    if (!StoreError.is(error))
      return explainStoreError({ reason: 'other', message: error instanceof Error ? error.message : String(error) });
    return explainStoreError(error);
  }

  /** Ends the threads; the next use starts them again. */
  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = this.#opened = undefined;
    const ended = opening?.then(
      async ({ thread, reader, folder }) => {
        await Promise.all([thread.close(), reader?.close()]);
        if (folder !== undefined) removeFolder(folder);
      },
      () => undefined,
    );
    if (ended) this.#pendingEnds.add(ended);
    await this.#pendingEnds.end();
    this.#cleared.fire();
  }

  async #openStore(): Promise<OpenStore> {
    let failure: string | undefined;
    removeStaleFolders();
    if (storageMode() === 'kept') {
      try {
        mkdirSync(dirname(this.#path), { recursive: true });
        return { thread: await this.#startStore(this.#path), path: this.#path, folder: undefined, failure };
      } catch (caught) {
        const error = StoreError.from(caught);
        if (!StoreError.is(error)) throw error;
        this.#log.error('The stored database could not be opened.', error);
        failure = vscode.l10n.t(
          '{0} Pulled records are stored only until this window closes.',
          explainStoreError(error),
        );
      }
    } else this.#pendingEnds.add(this.#clearKept());
    const folder = mkdtempSync(join(tmpdir(), `${sessionPrefix}${process.pid}-`));
    const path = join(folder, 'kapture.db');
    return { thread: await this.#startStore(path), path, folder, failure };
  }

  /** Starts a thread with a store. Tells the user if the database was unreadable and had to be replaced. */
  #startThread(path: string): StoreThread<StoreCalls> {
    return startStoreThread<StoreCalls>(this.#script, path, (file) => {
      const sentence = vscode.l10n.t(
        'Pulled records could not be read. Pull them again. The old file is now {0}.',
        file,
      );
      this.#log.error(sentence);
      void showWarning(sentence);
    });
  }

  async #startStore(path: string): Promise<StoreThread<StoreCalls>> {
    const thread = this.#startThread(path);
    try {
      await thread.store.limit(maximumBytes());
      await thread.store.prune(limits());
    } catch (error) {
      await thread.close();
      throw error;
    }
    return thread;
  }

  /** Deletes what was stored on this machine before the mode was `session`. */
  async #clearKept(): Promise<void> {
    if (!existsSync(this.#path)) return;
    const kept = this.#startThread(this.#path);
    try {
      await kept.store.clear();
    } catch (error) {
      this.#log.error('The stored customers could not be deleted.', error);
    } finally {
      await kept.close();
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#subscription.dispose();
    this.#cleared.dispose();
    // VS Code does not wait for the thread when the window closes.
    if (this.#opened?.folder !== undefined) removeFolder(this.#opened.folder);
    void this.close();
  }
}

/** Where customers are stored. `kept`: on this machine; `session`: until the window closes. */
export function storageMode(): 'kept' | 'session' {
  // Any other value counts as `session`, because it may be a misspelled `session`.
  return (setting('customers.mode') as unknown) === 'kept' ? 'kept' : 'session';
}

/** Maximum size of pulled customers on disk, in bytes. */
function maximumBytes(): number {
  const megabytes: unknown = setting('customers.maxMegabytes');
  return (typeof megabytes === 'number' && megabytes >= 1 ? megabytes : 1000) * 1_000_000;
}

function limits(): { before: number; bytes: number } {
  const days: unknown = setting('customers.keepDays');
  return { before: Date.now() - (typeof days === 'number' && days > 0 ? days : 7) * 86_400_000, bytes: maximumBytes() };
}

/** Deletes the folders of windows that ended without cleaning up. */
function removeStaleFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(sessionPrefix) ? Number.parseInt(name.slice(sessionPrefix.length), 10) : Number.NaN;
    if (pid > 0 && !isProcessRunning(pid)) removeFolder(join(tmpdir(), name));
  }
}

function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Windows cannot delete open files. The next window deletes them.
  }
}

/** Explains a failure of the local store in a sentence. `message` of a `limit` failure is the limit in bytes. */
export function explainStoreError({
  reason,
  message,
}: {
  readonly reason: StoreErrorReason;
  readonly message: string;
}): string {
  switch (reason) {
    case 'full':
      return l10n.t('The disk is full. Free up space, then pull the missing records.');
    case 'limit':
      return l10n.t(
        'The pull stopped at the limit of {0} (setting kapture.customers.maxMegabytes).',
        megabytesText(Number.parseInt(message, 10)),
      );
    case 'read-only':
      return l10n.t('The folder for pulled records cannot be written to. Check its permissions.');
    case 'busy':
      return l10n.t('The local database is busy because another window is writing to it. Try again later.');
    case 'damaged':
      return l10n.t('The local database is damaged. Close the other windows, then pull again.');
    case 'gone':
      return l10n.t('The stored data of these records is no longer on this machine. Pull them again.');
    case 'ended':
      return l10n.t('The local database stopped ({0}). It restarts when it is next needed.', message);
    case 'other':
      return l10n.t('The local database failed: {0}', message);
  }
}
