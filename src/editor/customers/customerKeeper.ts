import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { AsyncStore } from '../../kapture/store/storeCalls.ts';
import { StoreError } from '../../kapture/store/storeError.ts';
import { startStoreThread, type StoreThread } from '../../kapture/store/storeThread.ts';
import type { Log } from '../log.ts';
import { onSetting, setting } from '../settings.ts';
import { storeSentence } from './storeSentence.ts';

const sessionPrefix = 'kapture-customers-';

/** The store of pulled customers, where the settings want it: kept on this machine, or in a folder that goes with the window. */
export class CustomerKeeper implements vscode.Disposable {
  readonly #path: string;
  readonly #script: string;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;
  #opened: Promise<StoreThread> | undefined;
  #thread: StoreThread | undefined;
  #sessionFolder: string | undefined;
  #failure: string | undefined;
  /** The store is another one now. */
  readonly onDidChange = this.#changed.event;

  /** `path` is that of the kept database, `script` the built program of the store's thread. */
  constructor(path: string, script: string, log: Log) {
    this.#path = path;
    this.#script = script;
    this.#log = log;
    this.#subscription = vscode.Disposable.from(
      onSetting('customers.mode', () => void this.close().then(() => this.#changed.fire())),
      onSetting('customers.maxMegabytes', () => void this.#thread?.store.limit(mostBytes()).catch((error: unknown) => this.explain(error))),
    );
  }

  /** Where the store is that is open now. */
  get path(): string | undefined {
    return this.#thread && (this.#sessionFolder === undefined ? this.#path : join(this.#sessionFolder, 'kapture.db'));
  }

  /** Why customers are not kept as the settings say, as a sentence. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** The store; its thread starts when somebody first asks. Throws a {@link StoreError}. */
  async open(): Promise<AsyncStore> {
    this.#opened ??= this.#start();
    try {
      return (await this.#opened).store;
    } catch (error) {
      this.#opened = undefined;
      throw error;
    }
  }

  /** Deletes what is older than the settings allow, and the oldest of what takes too much room. */
  async prune(): Promise<void> {
    await (await this.open()).prune(limits());
  }

  /** Deletes all that was pulled, also what an earlier mode left on this machine. */
  async clear(): Promise<void> {
    const store = await this.open();
    await store.clear().catch((error: unknown) => {
      // By now it was set aside, and a new one is there.
      if (!StoreError.is(error, 'damaged')) throw error;
      return store.clear();
    });
    if (mode() === 'kept' || !isThere(this.#path)) return;
    const kept = startStoreThread(this.#script, this.#path);
    try {
      await kept.store.clear();
    } finally {
      await kept.close();
    }
  }

  /** One sentence for what went wrong in the store, which is noted. A store that is of no more use is opened anew. */
  explain(error: unknown): string {
    this.#log.error('The store of pulled customers failed.', error);
    if (!StoreError.is(error)) return storeSentence({ reason: 'other', message: error instanceof Error ? error.message : String(error) });
    if (error.reason === 'other') void this.close();
    return storeSentence(error);
  }

  /** Ends the thread, as the end of the window does; the next use starts another. */
  async close(): Promise<void> {
    const thread = this.#thread;
    this.#opened = this.#thread = undefined;
    this.#failure = undefined;
    await thread?.close();
    this.#removeSession();
  }

  async #start(): Promise<StoreThread> {
    if (mode() === 'kept') {
      try {
        mkdirSync(dirname(this.#path), { recursive: true });
        return await this.#startAt(this.#path);
      } catch (caught) {
        const error = StoreError.from(caught);
        if (!StoreError.is(error)) throw error;
        this.#log.error('The kept database cannot be opened.', error);
        this.#failure = vscode.l10n.t('{0} Customers are kept only until this window closes.', storeSentence(error));
      }
    }
    removeLeftSessions();
    this.#sessionFolder = mkdtempSync(join(tmpdir(), `${sessionPrefix}${process.pid}-`));
    return this.#startAt(join(this.#sessionFolder, 'kapture.db'));
  }

  async #startAt(path: string): Promise<StoreThread> {
    const thread = startStoreThread(this.#script, path);
    try {
      await thread.store.limit(mostBytes());
      await thread.store.prune(limits());
    } catch (error) {
      await thread.close();
      throw error;
    }
    this.#thread = thread;
    return thread;
  }

  #removeSession(): void {
    if (this.#sessionFolder !== undefined) remove(this.#sessionFolder);
    this.#sessionFolder = undefined;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
    void this.close();
    // Nobody waits for the thread any more when the window closes.
    this.#removeSession();
  }
}

/** `kept`: on this machine; `session`: until the window closes. */
export function mode(): 'kept' | 'session' {
  // A mistyped word might have been meant as session.
  return (setting('customers.mode') as unknown) === 'kept' ? 'kept' : 'session';
}

/** Most bytes that pulled customers may take on disk. */
function mostBytes(): number {
  const megabytes: unknown = setting('customers.maxMegabytes');
  return (typeof megabytes === 'number' && megabytes >= 1 ? megabytes : 1000) * 1_000_000;
}

function limits(): { before: number; bytes: number } {
  const days: unknown = setting('customers.keepDays');
  return { before: Date.now() - (typeof days === 'number' && days > 0 ? days : 7) * 86_400_000, bytes: mostBytes() };
}

/** Folders of windows that ended without cleaning up. */
function removeLeftSessions(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(sessionPrefix) ? Number.parseInt(name.slice(sessionPrefix.length), 10) : Number.NaN;
    if (pid > 0 && !isRunning(pid)) remove(join(tmpdir(), name));
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Windows removes nothing that is open; the next window does.
  }
}

function isThere(path: string): boolean {
  try {
    return readdirSync(dirname(path)).length > 0;
  } catch {
    return false;
  }
}
