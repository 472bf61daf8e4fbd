import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { redactExchange, unpackedExchange } from '../../kapture/redaction/redact.ts';
import type { HistoryCalls, HistoryPlace, OlderFailure } from '../../kapture/store/historyCalls.ts';
import { longestResponse, type HistoryLimits } from '../../kapture/store/historyLimits.ts';
import { startStoreThread, type StoreThread } from '../../kapture/store/storeThread.ts';
import type { ClearProgress } from '../shared/questions/clearProgress.ts';
import type { Log } from '../shared/log.ts';
import { showWarning } from '../shared/questions/messages.ts';
import type { SentExchange } from '../shared/sending/sentExchange.ts';
import { onSetting, setting } from '../shared/settings.ts';
import { clearHistory, type AsyncHistory } from './clearHistory.ts';
import { historyMode } from './historyMode.ts';

/** Where the history is kept, and the built program of its thread. */
export interface KeptHistory extends HistoryPlace {
  readonly script: string;
}

type Failures = { read?: string | undefined; write?: string | undefined; older?: string | undefined };

/** The history as the settings want it, in a thread of its own. That it fails is told by the view and once in the log; nothing else stops for it. */
export class HistoryKeeper implements vscode.Disposable {
  readonly #place: KeptHistory;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  readonly #failures: Failures = {};
  #thread: StoreThread<HistoryCalls> | undefined;
  /** Threads that still do what they were asked. */
  #ending: Promise<unknown> = Promise.resolve();
  /** Other entries, or another failure. */
  readonly onDidChange = this.#changed.event;

  constructor(place: KeptHistory, log: Log) {
    this.#place = place;
    this.#log = log;
    this.#subscriptions = vscode.Disposable.from(
      onSetting('history.mode', () => {
        void this.close();
        this.#changed.fire();
      }),
      onSetting('history.maxEntries', () => void this.#trim()),
      onSetting('history.maxMegabytes', () => void this.#trim()),
    );
  }

  /** Why the history cannot be kept or read now, as a sentence. */
  get failure(): string | undefined {
    return this.#failures.write ?? this.#failures.read ?? this.#failures.older;
  }

  /** Keeps an exchange, without the key. */
  async add({ exchange, redact }: SentExchange): Promise<void> {
    const hasResponse = exchange.response.text.length <= longestResponse;
    const kept = hasResponse ? unpackedExchange(exchange) : withoutText(exchange);
    await this.#attempt(
      'write',
      (store) => store.add(withoutRecords(redactExchange(kept, redact)), limits(), hasResponse),
      undefined,
    );
    this.#changed.fire();
  }

  /** What `read` finds in the store; `otherwise` if the history is off or fails. */
  try<Result>(read: (store: AsyncHistory) => Promise<Result>, otherwise: Result): Promise<Result> {
    return this.#attempt('read', read, otherwise);
  }

  /** The same for a change that the user asked for: throws if it fails. Undefined if the history is off. */
  async change<Result>(work: (store: AsyncHistory) => Promise<Result>): Promise<Result | undefined> {
    if (historyMode() === 'off') return undefined;
    const result = await work(this.#open());
    this.#changed.fire();
    return result;
  }

  /**
   * Deletes what there is of a tenant, or of one after the other, also what an earlier mode or a damaged file left on the
   * disk. A cancel is heeded between tenants. Throws if something else is left.
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

  /** Notices what another window wrote. */
  async lookElsewhere(): Promise<void> {
    if (!this.#thread) return;
    const found = await this.try((store) => store.look(), undefined);
    if (found && (this.#noteOlder(found) || found.isChanged)) this.#changed.fire();
  }

  /** Ends the thread once all that was asked is done; the next use starts another. */
  async close(): Promise<void> {
    const ended = this.#thread?.finish();
    this.#thread = undefined;
    await (this.#ending = Promise.all([this.#ending, ended]));
  }

  async #attempt<Result>(
    kind: 'read' | 'write',
    work: (store: AsyncHistory) => Promise<Result>,
    otherwise: Result,
  ): Promise<Result> {
    if (historyMode() === 'off') return otherwise;
    let result = otherwise;
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

  /** Whether it is another one. */
  #note(kind: keyof Failures, failure: string | undefined, cause?: unknown): boolean {
    if (failure === this.#failures[kind]) return false;
    this.#failures[kind] = failure;
    if (failure !== undefined) this.#log.error(failure, cause);
    return true;
  }

  #open(): AsyncHistory {
    if (!this.#thread || this.#thread.store.ended.aborted) {
      const isKept = historyMode() === 'kept';
      if (isKept) mkdirSync(dirname(this.#place.path), { recursive: true });
      const { store } = (this.#thread = this.#start(isKept ? this.#place : { path: ':memory:' }));
      // Before anything is read. What else fails in it fails in what is asked next, too.
      store.look().then(
        (found) => this.#noteOlder(found) && this.#changed.fire(),
        () => undefined,
      );
    }
    return this.#thread.store;
  }

  #start({ path, older, sandbox }: HistoryPlace): StoreThread<HistoryCalls> {
    const place: HistoryPlace = { path, older, sandbox };
    return startStoreThread<HistoryCalls>(this.#place.script, place, (file) => {
      const sentence = vscode.l10n.t(
        'The history could not be read and was moved to {0}. New requests are saved in a new file.',
        file,
      );
      this.#log.error(sentence);
      void showWarning(sentence);
    });
  }

  /** What an earlier mode left on this machine. */
  async #clearKept(tenant: string | undefined): Promise<void> {
    const { path, older } = this.#place;
    if (!existsSync(path) && !(older !== undefined && existsSync(older))) return;
    const thread = this.#start(this.#place);
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
    this.#subscriptions.dispose();
    this.#changed.dispose();
    void this.close();
  }
}

/** One whose response is too long to be kept. */
function withoutText(exchange: Exchange): Exchange {
  return { ...exchange, response: { ...exchange.response, text: '' } };
}

/** The places of its customers are not kept, and there may be many. */
function withoutRecords(exchange: Exchange): Exchange {
  const { response } = exchange;
  return { ...exchange, response: { ...response, reading: { ...response.reading, records: [] } } };
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
