import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { KeptCustomers } from '../../kapture/store/customerShapes.ts';
import type { AsyncStore } from '../../kapture/store/storeCalls.ts';
import { StoreError } from '../../kapture/store/storeError.ts';
import { startStoreThread, type StoreThread } from '../../kapture/store/storeThread.ts';
import type { ClearProgress } from '../shared/questions/clearProgress.ts';
import type { Log } from '../shared/log.ts';
import { showWarning } from '../shared/questions/messages.ts';
import { onSetting, setting } from '../shared/settings.ts';
import { isProcessRunning } from '../shared/isProcessRunning.ts';
import { clearStore } from './clearStore.ts';
import { storeSentence } from './storeSentence.ts';

const sessionPrefix = 'kapture-customers-';

/** A store that is open. */
interface Opened {
  readonly thread: StoreThread;
  /** Another thread with the same store, once somebody has questions that take long. */
  reader?: StoreThread | undefined;
  readonly path: string;
  /** The folder that goes with the window, if that is where the store is. */
  readonly folder: string | undefined;
  /** Why customers are not kept as the settings say, as a sentence. */
  readonly failure: string | undefined;
}

/** The connections of the settings by their names. */
export interface NamedConnections {
  /** Where they lead. */
  readonly tenants: Readonly<Record<string, string>>;
  /** Those with an error, so that it is unknown where they lead. */
  readonly unusable: readonly string[];
}

/** The store of pulled customers, where the settings want it: kept on this machine, or in a folder that goes with the window. */
export class CustomerKeeper implements vscode.Disposable {
  readonly #path: string;
  readonly #script: string;
  readonly #connections: () => NamedConnections;
  readonly #log: Log;
  readonly #subscription: vscode.Disposable;
  #opening: Promise<Opened> | undefined;
  #opened: Opened | undefined;
  /** What else has to come to its end. */
  #ending: Promise<unknown> = Promise.resolve();
  #isDisposed = false;

  /** `path` is that of the kept database, `script` the built program of the store's thread, `connections` those of the settings. */
  constructor(path: string, script: string, connections: () => NamedConnections, log: Log) {
    this.#path = path;
    this.#script = script;
    this.#connections = connections;
    this.#log = log;
    this.#subscription = onSetting(
      'customers.maxMegabytes',
      () => void this.#opened?.thread.store.limit(mostBytes()).catch((error: unknown) => this.explain(error)),
    );
  }

  /** Where the store is that is open now. */
  get path(): string | undefined {
    return this.#opened?.path;
  }

  /** Why customers are not kept as the settings say, as a sentence. */
  get failure(): string | undefined {
    return this.#opened?.failure;
  }

  /** The store; its thread starts when somebody first asks. Throws a {@link StoreError}. */
  async open(): Promise<AsyncStore> {
    if (this.#isDisposed) throw new StoreError('gone', 'The window was closed.');
    const opening = (this.#opening ??= this.#start());
    try {
      const opened = await opening;
      // One whose thread has failed is of no more use.
      if (opening === this.#opening && opened.thread.store.ended.aborted) await this.close();
      // It was closed meanwhile: there is another one to open.
      if (opening !== this.#opening) return await this.open();
      this.#opened = opened;
      return opened.thread.store;
    } catch (error) {
      if (opening === this.#opening) this.#opening = undefined;
      throw error;
    }
  }

  /** Gives pulls of an older version to connections that can be used by now; whether there were any. */
  async adopt(): Promise<boolean> {
    const store = this.#opened?.thread.store;
    return store !== undefined && (await store.adoptPulls(this.#connections().tenants));
  }

  /** The store in a thread of its own, for questions that take long: no pull waits for them, and nobody who cancels one. */
  async openReader(): Promise<AsyncStore> {
    await this.open();
    const opened = this.#opened;
    // It was closed in this moment: there is another one to open.
    if (!opened) return this.openReader();
    // One that has failed is started again with the next question.
    if (!opened.reader || opened.reader.store.ended.aborted) opened.reader = this.#thread(opened.path);
    return opened.reader.store;
  }

  /** Ends that thread, when nobody has such questions any more. */
  async closeReader(): Promise<void> {
    const reader = this.#opened?.reader;
    if (this.#opened) this.#opened.reader = undefined;
    await reader?.close();
  }

  /** Deletes what is older than the settings allow, and the oldest of what takes too much room. */
  async prune(): Promise<void> {
    await (await this.open()).prune(limits());
  }

  /** Deletes what was pulled from a tenant, or all, also what an earlier mode left on this machine. */
  async clear(tenant?: string, progress?: ClearProgress): Promise<void> {
    await clearStore(await this.open(), tenant, progress);
    if (!progress?.signal.aborted) await this.clearLeft(tenant);
  }

  /** What {@link clear} deletes. */
  async kept(tenant?: string): Promise<KeptCustomers> {
    const kept = await (await this.open()).kept(tenant);
    const left = mode() === 'kept' ? undefined : await this.#inKept((store) => store.kept(tenant));
    return left ? { customers: kept.customers + left.customers, bytes: kept.bytes + left.bytes } : kept;
  }

  /** What an earlier mode left on this machine, in bytes. */
  async leftBytes(): Promise<number> {
    return mode() === 'kept' ? 0 : ((await this.#inKept((kept) => kept.bytesOnDisk())) ?? 0);
  }

  /** Deletes what an earlier mode left on this machine. */
  async clearLeft(tenant?: string): Promise<void> {
    if (mode() !== 'kept') await this.#inKept((kept) => kept.clear(tenant));
  }

  /** Deletes what was kept on this machine before a moment, also where it is what the view shows again by now. */
  async clearKept(before: number): Promise<void> {
    if (mode() === 'kept') await (await this.open()).prune({ ...limits(), before });
    else await this.clearLeft();
  }

  /** One sentence for what went wrong in the store or its reader, which is noted. */
  explain(error: unknown): string {
    this.#log.error('The store of pulled customers failed.', error);
    if (!StoreError.is(error))
      return storeSentence({ reason: 'other', message: error instanceof Error ? error.message : String(error) });
    return storeSentence(error);
  }

  /** Ends the thread, as the end of the window does; the next use starts another. */
  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = this.#opened = undefined;
    const ended = opening?.then(
      async ({ thread, reader, folder }) => {
        await Promise.all([thread.close(), reader?.close()]);
        if (folder !== undefined) remove(folder);
      },
      () => undefined,
    );
    await (this.#ending = Promise.all([this.#ending, ended]));
  }

  async #start(): Promise<Opened> {
    let failure: string | undefined;
    removeLeftSessions();
    if (mode() === 'kept') {
      try {
        mkdirSync(dirname(this.#path), { recursive: true });
        return { thread: await this.#startAt(this.#path), path: this.#path, folder: undefined, failure };
      } catch (caught) {
        const error = StoreError.from(caught);
        if (!StoreError.is(error)) throw error;
        this.#log.error('The stored database could not be opened.', error);
        failure = vscode.l10n.t('{0} Customers are stored only until this window closes.', storeSentence(error));
      }
    } else this.#ending = Promise.all([this.#ending, this.#pruneKept()]);
    const folder = mkdtempSync(join(tmpdir(), `${sessionPrefix}${process.pid}-`));
    const path = join(folder, 'kapture.db');
    return { thread: await this.#startAt(path), path, folder, failure };
  }

  /** A thread with a store; the user is told of a database that it cannot use. */
  #thread(path: string): StoreThread {
    return startStoreThread(this.#script, path, (file, isHistoryWhole) => {
      const moved = vscode.l10n.t(
        'The database of pulled customers could not be read and was moved to {0}. A new database is now used. Pull the customers again.',
        file,
      );
      const sentence = isHistoryWhole
        ? moved
        : `${moved} ${vscode.l10n.t('If it contained request history from version 0.1, part of that history could not be recovered.')}`;
      this.#log.error(sentence);
      void showWarning(sentence);
    });
  }

  async #startAt(path: string): Promise<StoreThread> {
    const thread = this.#thread(path);
    try {
      const { tenants, unusable } = this.#connections();
      await thread.store.adoptPulls(tenants);
      await thread.store.abandonPulls([...Object.keys(tenants), ...unusable]);
      await thread.store.limit(mostBytes());
      await thread.store.prune(limits());
    } catch (error) {
      await thread.close();
      throw error;
    }
    return thread;
  }

  /** What another mode left on this machine is kept no longer than the settings allow. */
  async #pruneKept(): Promise<void> {
    try {
      await this.#inKept(async (kept) => {
        await kept.prune(limits());
        while (await kept.sweep());
      });
    } catch (error) {
      this.#log.error('The stored customers could not be pruned.', error);
    }
  }

  /** Does something in the kept database, which is not the one that is open; nothing where there is none. */
  async #inKept<Result>(work: (store: AsyncStore) => Promise<Result>): Promise<Result | undefined> {
    if (!existsSync(this.#path)) return undefined;
    const kept = this.#thread(this.#path);
    try {
      return await work(kept.store);
    } finally {
      await kept.close();
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#subscription.dispose();
    // Nobody waits for the thread any more when the window closes.
    if (this.#opened?.folder !== undefined) remove(this.#opened.folder);
    void this.close();
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
    if (pid > 0 && !isProcessRunning(pid)) remove(join(tmpdir(), name));
  }
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Windows removes nothing that is open; the next window does.
  }
}
