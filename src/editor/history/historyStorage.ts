import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { redactExchange, unpackedExchange, redactRequest } from '../../kapture/exchange/redactExchange.ts';
import { type HistoryLimits, longestResponse } from '../../kapture/store/historyEntry.ts';
import type { SentExchange, StartedWrite } from '../shared/sending/sender.ts';
import { setting, onSetting } from '../shared/settings.ts';
import * as vscode from 'vscode';
import type { Log } from '../shared/log.ts';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { HistoryCalls } from '../../kapture/store/historyWorker.ts';
import { startStoreThread, type Async, type StoreThread } from '../../kapture/store/storeThread.ts';
import { PendingWork } from '../shared/pendingWork.ts';
import { showWarning } from '../shared/dialogs/messages.ts';
import { historyMode } from './historyMode.ts';
import type { HistoryRun, HistoryRunUpdate } from '../../kapture/store/historyRuns.ts';

/** An exchange without its auth key, as the history stores it, and whether its response is short enough for that. */
function storableExchange({ exchange, redact }: Pick<SentExchange, 'exchange' | 'redact'>): {
  readonly stored: Exchange;
  readonly hasResponse: boolean;
} {
  const hasResponse = exchange.response.text.length <= longestResponse;
  const stored = redactExchange(hasResponse ? unpackedExchange(exchange) : withoutText(exchange), redact);
  return { stored: withoutRecords(stored), hasResponse };
}

function withoutText(exchange: Exchange): Exchange {
  return { ...exchange, response: { ...exchange.response, text: '' } };
}

/** An exchange without the spans of its records, which are not stored because there may be many. */
function withoutRecords(exchange: Exchange): Exchange {
  const { response } = exchange;
  return { ...exchange, response: { ...response, reading: { ...response.reading, records: [] } } };
}

/** How much history is kept. An invalid setting counts as its default, because VS Code does not validate settings. */
function configuredLimits(): HistoryLimits {
  const entries: unknown = setting('history.maxEntries');
  const megabytes: unknown = setting('history.maxMegabytes');
  return {
    entries: typeof entries === 'number' && entries >= 1 ? Math.floor(entries) : 500,
    bytes: (typeof megabytes === 'number' && megabytes >= 1 ? megabytes : 50) * 1_000_000,
  };
}

type AsyncHistory = Async<HistoryCalls>;

/** The path of the history's database, and of its worker script. */
export interface HistoryFiles {
  readonly path: string;
  readonly script: string;
}

/** The worker thread that stores the history: on disk or in memory, as the settings say. */
class HistoryThread {
  readonly #files: HistoryFiles;
  readonly #log: Log;
  #thread: StoreThread<HistoryCalls> | undefined;
  /** Earlier threads that finish their work. */
  readonly #ending = new PendingWork();

  constructor(files: HistoryFiles, log: Log) {
    this.#files = files;
    this.#log = log;
  }

  /** Starts the thread if none runs. */
  open(): AsyncHistory {
    if (!this.#thread || this.#thread.store.ended.aborted) {
      const isKept = historyMode() === 'kept';
      if (isKept) mkdirSync(dirname(this.#files.path), { recursive: true });
      this.#thread = this.#start(isKept ? this.#files.path : ':memory:');
    }
    return this.#thread.store;
  }

  /** Ends the thread once all pending work is done. */
  async close(): Promise<void> {
    const ended = this.#thread?.finish();
    this.#thread = undefined;
    if (ended) this.#ending.add(ended);
    await this.#ending.end();
  }

  /** Deletes what an earlier mode left on this machine. */
  async clearKept(tenant: string | undefined): Promise<void> {
    if (!existsSync(this.#files.path)) return;
    const thread = this.#start(this.#files.path);
    try {
      await thread.store.clear(tenant);
    } finally {
      await thread.finish();
    }
  }

  #start(path: string): StoreThread<HistoryCalls> {
    return startStoreThread<HistoryCalls>(this.#files.script, path, (file) => {
      const sentence = vscode.l10n.t(
        'The history could not be read. A new one was started. The old file is now {0}.',
        file,
      );
      this.#log.error(sentence);
      void showWarning(sentence);
    });
  }
}

/**
 * The history, stored in a worker thread as the settings say. A failure is shown in the view and logged once. It never
 * stops a request.
 */
export class HistoryStorage implements vscode.Disposable {
  readonly #thread: HistoryThread;
  readonly #log: Log;
  /** Why the history cannot be read or written now, as sentences. */
  readonly #failures: { read?: string | undefined; write?: string | undefined } = {};
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  /** Fires when entries or the failure change. */
  readonly onDidChange = this.#changed.event;

  constructor(files: HistoryFiles, log: Log) {
    this.#log = log;
    this.#thread = new HistoryThread(files, log);
    this.#subscriptions = vscode.Disposable.from(
      onSetting('history.mode', () => {
        void this.close();
        this.#changed.fire();
      }),
      onSetting('history.maxEntries', () => void this.#trim()),
      onSetting('history.maxMegabytes', () => void this.#trim()),
    );
  }

  /** Why the history cannot be stored or read now, as a sentence; undefined if it works. */
  get failure(): string | undefined {
    return this.#failures.write ?? this.#failures.read;
  }

  async add(sent: SentExchange): Promise<void> {
    const { stored, hasResponse } = storableExchange(sent);
    await this.#attempt('write', (store) => store.add(stored, configuredLimits(), hasResponse, sent.record), undefined);
    this.#changed.fire();
  }

  /** Stores a write that is about to be sent, without its auth key. Returns its ID; undefined if that fails. */
  async begin({ request, redact }: StartedWrite): Promise<number | undefined> {
    const redacted = redactRequest(request, redact);
    const id = await this.#attempt<number | undefined>(
      'write',
      (store) => store.begin(redacted, configuredLimits()),
      undefined,
    );
    if (id !== undefined) this.#changed.fire();
    return id;
  }

  /** Records why a write has no response. Without a reason nothing was sent. */
  async end(record: number | undefined, reason: string | undefined): Promise<void> {
    if (record === undefined) return;
    await this.#attempt('write', (store) => store.end(record, reason), undefined);
    this.#changed.fire();
  }

  /** Stores a run of a plan, or its outcome so far. */
  async addRun(run: HistoryRun | HistoryRunUpdate): Promise<void> {
    await this.#attempt('write', (store) => store.putRun(run), undefined);
    this.#changed.fire();
  }

  /** Records that only these plans still exist. */
  async keepPlans(plans: readonly number[]): Promise<void> {
    await this.#attempt('write', (store) => store.keepPlans(plans), undefined);
    this.#changed.fire();
  }

  /** Runs `work` on the store. Returns `fallback` if the history is off or fails. */
  read<Result>(work: (store: AsyncHistory) => Promise<Result>, fallback: Result): Promise<Result> {
    return this.#attempt('read', work, fallback);
  }

  /** Deletes entries, and returns their number. Throws if that fails. */
  async remove(ids: readonly number[]): Promise<number> {
    return (await this.#change((store) => store.remove(ids))) ?? 0;
  }

  /** Makes a change that the user requested. Throws if it fails; undefined if the history is off. */
  async #change<Result>(work: (store: AsyncHistory) => Promise<Result>): Promise<Result | undefined> {
    if (historyMode() === 'off') return undefined;
    const result = await work(this.#thread.open());
    this.#changed.fire();
    return result;
  }

  /**
   * Deletes the history of one tenant or of all tenants, including what an earlier mode or a damaged file left on disk.
   * Throws if anything else could not be deleted.
   */
  async clear(tenant?: string): Promise<void> {
    try {
      if (historyMode() !== 'off') {
        // The thread also deletes files that were set aside.
        await this.#thread.open().clear(tenant);
      }
      if (historyMode() !== 'kept') await this.#thread.clearKept(tenant);
    } finally {
      this.#changed.fire();
    }
  }

  /** Ends the thread once all pending work is done. The next use starts a new one. */
  async close(): Promise<void> {
    await this.#thread.close();
  }

  async #attempt<Result>(
    kind: 'read' | 'write',
    work: (store: AsyncHistory) => Promise<Result>,
    fallback: Result,
  ): Promise<Result> {
    if (historyMode() === 'off') return fallback;
    try {
      const result = await work(this.#thread.open());
      this.#setFailure(kind, undefined);
      return result;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const failure =
        kind === 'read'
          ? vscode.l10n.t('The history could not be read: {0}', reason)
          : vscode.l10n.t('The history could not be saved: {0}', reason);
      // A failure is logged only when it changes.
      if (this.#setFailure(kind, failure)) this.#log.error(failure, error);
      return fallback;
    }
  }

  /** Stores the failure. Returns whether it changed. */
  #setFailure(kind: 'read' | 'write', failure: string | undefined): boolean {
    if (failure === this.#failures[kind]) return false;
    this.#failures[kind] = failure;
    this.#changed.fire();
    return true;
  }

  async #trim(): Promise<void> {
    await this.#attempt('write', (store) => store.trim(configuredLimits()), undefined);
    this.#changed.fire();
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#changed.dispose();
    void this.close();
  }
}
