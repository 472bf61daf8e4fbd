import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { redactExchange, unpackedExchange } from '../../kapture/redact.ts';
import { isDamage, openDatabase, openMemory, removeSetAside, setAside } from '../../kapture/store/database.ts';
import { HistoryStore, longestReply, type HistoryLimits } from '../../kapture/store/historyStore.ts';
import type { Log } from '../log.ts';
import type { SentExchange } from '../sender.ts';
import { onSetting, setting } from '../settings.ts';
import { historyMode } from './historyMode.ts';

/** The store as the settings want it. That it fails is told by the view and once in the log; nothing else stops for it. */
export class HistoryKeeper implements vscode.Disposable {
  readonly #path: string;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  #store: HistoryStore | undefined;
  /** Which file that is in. */
  #file: string | undefined;
  readonly #failures: { read?: string | undefined; write?: string | undefined } = {};
  /** Other entries, or another failure. */
  readonly onDidChange = this.#changed.event;

  /** `path` is that of the database. */
  constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
    this.#subscriptions = vscode.Disposable.from(
      onSetting('history.mode', () => {
        this.#close();
        this.#changed.fire();
      }),
      onSetting('history.maxEntries', () => this.#trim()),
      onSetting('history.maxMegabytes', () => this.#trim()),
    );
  }

  /** Why the history cannot be kept or read now, as a sentence. */
  get failure(): string | undefined {
    return this.#failures.write ?? this.#failures.read;
  }

  /** Keeps an exchange, without the key. */
  add({ exchange, redact }: SentExchange): void {
    this.#attempt(
      'write',
      (store) =>
        store.add(
          redactExchange(exchange.reply.text.length > longestReply ? exchange : unpackedExchange(exchange), redact),
          limits(),
        ),
      undefined,
    );
    this.#changed.fire();
  }

  /** What `read` finds in the store; `otherwise` if the history is off or fails. */
  try<Result>(read: (store: HistoryStore) => Result, otherwise: Result): Result {
    return this.#attempt('read', read, otherwise);
  }

  /** The same for a change that somebody asked for: throws if it fails. */
  change(work: (store: HistoryStore) => void): void {
    this.#use(work);
    this.#changed.fire();
  }

  /** Deletes everything, also what an earlier mode or a damaged file left on the disk. */
  clear(): void {
    if (historyMode() !== 'off') this.#use((store) => store.clear());
    if (historyMode() !== 'kept' && existsSync(this.#path)) {
      const file = new HistoryStore(openDatabase(this.#path).database);
      try {
        file.clear();
      } finally {
        file.close();
      }
    }
    if (existsSync(dirname(this.#path))) removeSetAside(this.#path);
    this.#changed.fire();
  }

  /** Notices what another window wrote. */
  lookElsewhere(): void {
    if (this.#store && this.try((store) => store.changedElsewhere(), false)) this.#changed.fire();
  }

  #attempt<Result>(kind: 'read' | 'write', work: (store: HistoryStore) => Result, otherwise: Result): Result {
    const before = this.#failures[kind];
    let result = otherwise;
    try {
      result = this.#use(work) ?? otherwise;
      this.#failures[kind] = undefined;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#failures[kind] =
        kind === 'read'
          ? vscode.l10n.t('The history cannot be read now: {0}', reason)
          : vscode.l10n.t('The history cannot be kept now: {0}', reason);
      if (this.#failures[kind] !== before) this.#log.error(this.#failures[kind], error);
    }
    if (this.#failures[kind] !== before) this.#changed.fire();
    return result;
  }

  #use<Result>(work: (store: HistoryStore) => Result): Result | undefined {
    if (historyMode() === 'off') return undefined;
    try {
      return work(this.#open());
    } catch (error) {
      if (historyMode() !== 'kept' || !this.#store || !isDamage(error)) throw error;
      // It broke under way. A new one at once, so that this exchange is not lost too; unless another window made one already.
      this.#close();
      const aside = setAside(this.#path, this.#file);
      if (aside !== undefined) this.#tellSetAside(aside);
      return work(this.#open());
    }
  }

  #open(): HistoryStore {
    if (this.#store) return this.#store;
    if (historyMode() === 'session') {
      this.#store = new HistoryStore(openMemory());
      return this.#store;
    }
    mkdirSync(dirname(this.#path), { recursive: true });
    const { database, file, setAside: aside } = openDatabase(this.#path);
    if (aside !== undefined) this.#tellSetAside(aside);
    this.#store = new HistoryStore(database);
    this.#file = file;
    return this.#store;
  }

  #tellSetAside(path: string): void {
    this.#log.error(
      `The database could not be used: it is damaged, or something else. A new one was made; the old one is ${path}. "Clear History" deletes it.`,
    );
  }

  #trim(): void {
    this.#attempt('write', (store) => store.trim(limits()), undefined);
    this.#changed.fire();
  }

  #close(): void {
    this.#store?.close();
    this.#store = undefined;
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#changed.dispose();
    this.#close();
  }
}

/** What the settings say; a user may have written anything there. */
function limits(): HistoryLimits {
  const entries: unknown = setting('history.maxEntries');
  const megabytes: unknown = setting('history.maxMegabytes');
  return {
    entries: typeof entries === 'number' && entries >= 1 ? Math.floor(entries) : 500,
    bytes: (typeof megabytes === 'number' && megabytes >= 1 ? megabytes : 50) * 1_000_000,
  };
}
