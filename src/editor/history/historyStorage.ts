import * as vscode from 'vscode';
import { redactRequest } from '../../kapture/exchange/redactExchange.ts';
import type { LaterFinding } from '../../kapture/store/historyEntry.ts';
import type { HistoryRun, HistoryRunUpdate } from '../../kapture/store/historyRuns.ts';
import type { WriteWithoutResponse } from '../../kapture/store/historyStore.ts';
import { Clearings } from '../shared/clearings.ts';
import type { DeleteProgress } from '../shared/storedData.ts';
import type { Log } from '../shared/log.ts';
import type { SentExchange, StartedWrite } from '../shared/sending/sending.ts';
import { onSetting } from '../shared/settings.ts';
import { configuredLimits } from './configuredLimits.ts';
import { HistoryFailures } from './historyFailures.ts';
import { historyMode } from './historyMode.ts';
import { HistoryThread, type AsyncHistory, type HistoryFiles } from './historyThread.ts';
import { storableExchange } from './storableExchange.ts';

/** Entries that were removed. */
export interface RemovedEntries {
  readonly count: number;
  /** Restores those that were not cleared since. False if there are none. */
  readonly restore: () => Promise<boolean>;
}

/**
 * The history, stored in a worker thread as the settings say. A failure is shown in the view and logged once. It never
 * stops a request.
 */
export class HistoryStorage implements vscode.Disposable {
  readonly #thread: HistoryThread;
  readonly #failures: HistoryFailures;
  readonly #clearings = new Clearings();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  /** Fires when entries or the failure change. */
  readonly onDidChange = this.#changed.event;

  constructor(files: HistoryFiles, log: Log) {
    this.#failures = new HistoryFailures(log);
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
    return this.#failures.shown;
  }

  /** Stores an exchange without its auth key. */
  async add(sent: SentExchange): Promise<void> {
    const begun = await sent.record;
    const { stored, hasResponse } = storableExchange(sent);
    await this.#attempt('write', (store) => store.add(stored, configuredLimits(), hasResponse, begun), undefined);
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
  async end(record: Promise<number | undefined>, reason: string | undefined): Promise<void> {
    const begun = await record;
    if (begun === undefined) return;
    await this.#attempt('write', (store) => store.end(begun, reason), undefined);
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

  /** Returns the result of `work`, or `fallback` if the history is off or fails. */
  read<Result>(work: (store: AsyncHistory) => Promise<Result>, fallback: Result): Promise<Result> {
    return this.#attempt('read', work, fallback);
  }

  /** Records what a later read found of a write without a usable response. */
  async noteFound(write: WriteWithoutResponse, found: LaterFinding): Promise<void> {
    await this.#attempt('write', (store) => store.noteFound(write, found), undefined);
    this.#changed.fire();
  }

  /** Removes entries. Throws if that fails. */
  async remove(ids: readonly number[]): Promise<RemovedEntries> {
    const removedAt = this.#clearings.now;
    const kept = (await this.#change((store) => store.remove(ids))) ?? [];
    return {
      count: kept.length,
      restore: async () => {
        const left = kept.filter(
          (one) => !this.#clearings.hasCleared('plan' in one ? one.tenant : one.exchange.tenant, removedAt),
        );
        if (left.length) await this.#change((store) => store.restore(left));
        return left.length > 0;
      },
    };
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
   * A cancellation takes effect between tenants. Throws if anything else could not be deleted.
   */
  async clear(tenant?: string, progress?: DeleteProgress): Promise<void> {
    const onClear = (cleared: string | undefined): void => this.#clearings.add(cleared);
    try {
      if (historyMode() !== 'off') {
        const store = this.#thread.open();
        for (const one of tenant === undefined ? await store.tenants() : []) {
          if (progress?.signal.aborted) return;
          onClear(one);
          await store.clear(one);
        }
        if (progress?.signal.aborted) return;
        // Also deletes files that were set aside.
        await store.clear(tenant);
      }
      onClear(tenant);
      if (historyMode() !== 'kept') await this.#thread.clearKept(tenant);
    } finally {
      this.#changed.fire();
    }
  }

  /** Fires `onDidChange` if another window has changed the history. */
  async checkOtherWindows(): Promise<void> {
    if (this.#thread.opened && (await this.read((store) => store.changedElsewhere(), false))) this.#changed.fire();
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
    let result = fallback;
    let isChanged: boolean;
    try {
      result = await work(this.#thread.open());
      isChanged = this.#failures.succeed(kind);
    } catch (error) {
      isChanged = this.#failures.fail(kind, error);
    }
    if (isChanged) this.#changed.fire();
    return result;
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
