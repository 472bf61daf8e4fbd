import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { redactExchange, redactRequest, unpackedExchange } from '../../kapture/exchange/redactExchange.ts';
import type { HistoryCalls, HistoryLocation, OlderFailure } from '../../kapture/store/historyCalls.ts';
import { longestResponse, type HistoryLimits } from '../../kapture/store/historyLimits.ts';
import type { HistoryRun } from '../../kapture/store/historyRuns.ts';
import { beatMs } from '../../kapture/store/isAlive.ts';
import { startStoreThread, type StoreThread } from '../../kapture/store/storeThread.ts';
import type { ClearProgress } from '../shared/questions/clearProgress.ts';
import type { Log } from '../shared/log.ts';
import { PendingWork } from '../shared/pendingWork.ts';
import { showWarning } from '../shared/questions/messages.ts';
import type { SentExchange, StartedWrite } from '../shared/sending/sentExchange.ts';
import { onSetting, setting } from '../shared/settings.ts';
import { clearHistory, type AsyncHistory } from './clearHistory.ts';
import { historyMode } from './historyMode.ts';

/** Where the history is stored, and the path of its worker script. */
export interface HistoryFiles extends HistoryLocation {
  readonly script: string;
}

/** How often the windows of writes in progress are checked, in milliseconds. */
const watchMs = 5000;

type Failures = { read?: string | undefined; write?: string | undefined; older?: string | undefined };

/**
 * The history, stored in a worker thread as the settings say. A failure is shown in the view and logged once. It never
 * stops a request.
 */
export class HistoryStorage implements vscode.Disposable {
  readonly #files: HistoryFiles;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  readonly #failures: Failures = {};
  #thread: StoreThread<HistoryCalls> | undefined;
  /** The writes of this window that are in progress. */
  readonly #sending = new Set<number>();
  #beating: NodeJS.Timeout | undefined;
  #watching: NodeJS.Timeout | undefined;
  /** Earlier threads that finish their work. */
  readonly #ending = new PendingWork();
  /** Fires when entries or the failure change. */
  readonly onDidChange = this.#changed.event;

  constructor(files: HistoryFiles, log: Log) {
    this.#files = files;
    this.#log = log;
    this.#subscriptions = vscode.Disposable.from(
      onSetting('history.mode', () => {
        this.#forgetSending();
        void this.close();
        this.#changed.fire();
      }),
      onSetting('history.maxEntries', () => void this.#trim()),
      onSetting('history.maxMegabytes', () => void this.#trim()),
    );
  }

  /** Why the history cannot be stored or read now, as a sentence; undefined if it works. */
  get failure(): string | undefined {
    return this.#failures.write ?? this.#failures.read ?? this.#failures.older;
  }

  /** Stores an exchange without its auth key. */
  async add({ exchange, redact, record }: SentExchange): Promise<void> {
    const begun = await this.#ended(record);
    const hasResponse = exchange.response.text.length <= longestResponse;
    const kept = withoutRecords(
      redactExchange(hasResponse ? unpackedExchange(exchange) : withoutText(exchange), redact),
    );
    await this.#attempt('write', (store) => store.add(kept, limits(), hasResponse, begun), undefined);
    this.#changed.fire();
  }

  /** Stores a write that is about to be sent, without its auth key. Returns its ID; undefined if that fails. */
  async begin({ request, redact }: StartedWrite): Promise<number | undefined> {
    const redacted = redactRequest(request, redact);
    const id = await this.#attempt<number | undefined>('write', (store) => store.begin(redacted, limits()), undefined);
    if (id === undefined) return undefined;
    this.#sending.add(id);
    this.#beating ??= setInterval(() => this.#beat(), beatMs);
    this.#changed.fire();
    return id;
  }

  /** Records why a write has no response. Without a reason nothing was sent. */
  async end(record: Promise<number | undefined>, reason: string | undefined): Promise<void> {
    const begun = await this.#ended(record);
    if (begun === undefined) return;
    await this.#attempt('write', (store) => store.end(begun, reason), undefined);
    this.#changed.fire();
  }

  /** The ID of a write that is no longer in progress. */
  async #ended(record: SentExchange['record']): Promise<number | undefined> {
    const id = await record;
    if (id !== undefined) this.#sending.delete(id);
    if (!this.#sending.size) this.#stopBeating();
    return id;
  }

  /** Other windows see that the writes are in progress. */
  #beat(): void {
    // A failure is noted when the outcome is stored.
    this.#thread?.store.beat([...this.#sending]).catch(() => undefined);
  }

  /** Removes the writes in progress from a database that does not receive their outcomes. */
  #forgetSending(): void {
    const store = this.#thread?.store;
    for (const id of this.#sending) store?.end(id).catch((error) => this.#log.error('A history entry stays.', error));
    this.#sending.clear();
    this.#stopBeating();
  }

  #stopBeating(): void {
    clearInterval(this.#beating);
    this.#beating = undefined;
  }

  /** Stores a run of a plan, or what became of it since. */
  async addRun(run: HistoryRun): Promise<void> {
    await this.#attempt('write', (store) => store.putRun(run), undefined);
    this.#changed.fire();
  }

  /** Records that only these plans still exist. */
  async keepPlans(plans: readonly number[]): Promise<void> {
    await this.#attempt('write', (store) => store.keepPlans(plans), undefined);
    this.#changed.fire();
  }

  /** Returns the result of `work`, or `fallback` if the history is off or fails. */
  read<Result>(work: (store: AsyncHistory) => Promise<Result>, fallback: Result): Promise<Result> {
    return this.#attempt('read', work, fallback);
  }

  /** Makes a change that the user requested. Throws if it fails; undefined if the history is off. */
  async change<Result>(work: (store: AsyncHistory) => Promise<Result>): Promise<Result | undefined> {
    if (historyMode() === 'off') return undefined;
    const result = await work(this.#open());
    this.#changed.fire();
    return result;
  }

  /**
   * Deletes the history of one tenant or of all tenants, including what an earlier mode or a damaged file left on disk.
   * A cancellation takes effect between tenants. Throws if anything else could not be deleted.
   */
  async clear(tenant?: string, progress?: ClearProgress): Promise<void> {
    try {
      if (historyMode() !== 'off') this.#noteOlder(await clearHistory(this.#open(), tenant, progress));
      if (progress?.signal.aborted) return;
      if (historyMode() !== 'kept') await this.#clearKept(tenant);
      if (this.#failures.older !== undefined) throw new Error(this.#failures.older);
    } finally {
      this.#changed.fire();
    }
  }

  /** Checks other windows soon, because a write is in progress whose window may end. */
  watch(): void {
    this.#watching ??= setTimeout(() => {
      this.#watching = undefined;
      void this.checkOtherWindows();
    }, watchMs);
  }

  /** Fires `onDidChange` if another window has changed the history, or has ended during a write. */
  async checkOtherWindows(): Promise<void> {
    if (!this.#thread) return;
    const found = await this.read((store) => store.look([...this.#sending]), undefined);
    if (!found) return;
    if (found.isSending) this.watch();
    if (this.#noteOlder(found) || found.isChanged) this.#changed.fire();
  }

  /** Ends the thread once all pending work is done. The next use starts a new one. */
  async close(): Promise<void> {
    const ended = this.#thread?.finish();
    this.#thread = undefined;
    if (ended) this.#ending.add(ended);
    await this.#ending.end();
  }

  async #attempt<Result>(
    kind: 'read' | 'write',
    work: (store: AsyncHistory) => Promise<Result>,
    fallback: Result,
  ): Promise<Result> {
    if (historyMode() === 'off') return fallback;
    let result = fallback;
    let failure: string | undefined;
    let cause: unknown;
    try {
      result = await work(this.#open());
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      failure =
        kind === 'read'
          ? vscode.l10n.t('The history could not be read: {0}', reason)
          : vscode.l10n.t('The history could not be saved: {0}', reason);
      cause = error;
    }
    if (this.#note(kind, failure, cause)) this.#changed.fire();
    return result;
  }

  #noteOlder({ olderFailure }: OlderFailure): boolean {
    return this.#note(
      'older',
      olderFailure === undefined
        ? undefined
        : vscode.l10n.t('The history of an earlier version could not be imported: {0}', olderFailure),
    );
  }

  /** Records and logs a failure. Returns whether it differs from the previous one. */
  #note(kind: keyof Failures, failure: string | undefined, cause?: unknown): boolean {
    if (failure === this.#failures[kind]) return false;
    this.#failures[kind] = failure;
    if (failure !== undefined) this.#log.error(failure, cause);
    return true;
  }

  #open(): AsyncHistory {
    if (!this.#thread || this.#thread.store.ended.aborted) {
      const isKept = historyMode() === 'kept';
      if (isKept) mkdirSync(dirname(this.#files.path), { recursive: true });
      const { store } = (this.#thread = this.#start(isKept ? this.#files : { path: ':memory:' }));
      // Moves an earlier version's history before anything is read. Any other failure appears again in the next call.
      store.look().then(
        (found) => this.#noteOlder(found) && this.#changed.fire(),
        () => undefined,
      );
    }
    return this.#thread.store;
  }

  #start({ path, older, sandbox }: HistoryLocation): StoreThread<HistoryCalls> {
    const place: HistoryLocation = { path, older, sandbox };
    return startStoreThread<HistoryCalls>(this.#files.script, place, (file) => {
      const sentence = vscode.l10n.t(
        'The history could not be read and was moved to {0}. New requests are saved in a new file.',
        file,
      );
      this.#log.error(sentence);
      void showWarning(sentence);
    });
  }

  /** Deletes what an earlier mode left on this machine. */
  async #clearKept(tenant: string | undefined): Promise<void> {
    const { path, older } = this.#files;
    if (!existsSync(path) && !(older !== undefined && existsSync(older))) return;
    const thread = this.#start(this.#files);
    try {
      this.#noteOlder(await thread.store.clear(tenant));
    } finally {
      await thread.finish();
    }
  }

  async #trim(): Promise<void> {
    await this.#attempt('write', (store) => store.trim(limits()), undefined);
    this.#changed.fire();
  }

  dispose(): void {
    this.#stopBeating();
    clearTimeout(this.#watching);
    this.#subscriptions.dispose();
    this.#changed.dispose();
    void this.close();
  }
}

/** For an exchange whose response is too long to be stored. */
function withoutText(exchange: Exchange): Exchange {
  return { ...exchange, response: { ...exchange.response, text: '' } };
}

/** The spans of the records are not stored, because there may be many. */
function withoutRecords(exchange: Exchange): Exchange {
  const { response } = exchange;
  return { ...exchange, response: { ...response, reading: { ...response.reading, records: [] } } };
}

/** Falls back to the default for an invalid value, because VS Code does not validate settings. */
function limits(): HistoryLimits {
  const entries: unknown = setting('history.maxEntries');
  const megabytes: unknown = setting('history.maxMegabytes');
  return {
    entries: typeof entries === 'number' && entries >= 1 ? Math.floor(entries) : 500,
    bytes: (typeof megabytes === 'number' && megabytes >= 1 ? megabytes : 50) * 1_000_000,
  };
}
