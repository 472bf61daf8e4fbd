import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { HistoryCalls, HistoryLocation, OlderFailure } from '../../kapture/store/historyCalls.ts';
import { startStoreThread, type StoreThread } from '../../kapture/store/storeThread.ts';
import type { Log } from '../shared/log.ts';
import { PendingWork } from '../shared/pendingWork.ts';
import { showWarning } from '../shared/questions/messages.ts';
import type { AsyncHistory } from './clearHistory.ts';
import { historyMode } from './historyMode.ts';

/** Where the history is stored, and the path of its worker script. */
export interface HistoryFiles extends HistoryLocation {
  readonly script: string;
}

/** The worker thread that stores the history: on disk or in memory, as the settings say. */
export class HistoryThread {
  readonly #files: HistoryFiles;
  readonly #log: Log;
  readonly #onOpened: (found: OlderFailure) => void;
  #thread: StoreThread<HistoryCalls> | undefined;
  /** Earlier threads that finish their work. */
  readonly #ending = new PendingWork();

  /** `onOpened` is called after each start, with what became of an earlier version's history. */
  constructor(files: HistoryFiles, log: Log, onOpened: (found: OlderFailure) => void) {
    this.#files = files;
    this.#log = log;
    this.#onOpened = onOpened;
  }

  /** The store of the thread that was opened last; undefined if it was closed. */
  get opened(): AsyncHistory | undefined {
    return this.#thread?.store;
  }

  /** Starts the thread if none runs. */
  open(): AsyncHistory {
    if (!this.#thread || this.#thread.store.ended.aborted) {
      const isKept = historyMode() === 'kept';
      if (isKept) mkdirSync(dirname(this.#files.path), { recursive: true });
      const { store } = (this.#thread = this.#start(isKept ? this.#files : { path: ':memory:' }));
      // Moves an earlier version's history before anything is read. Any other failure appears again in the next call.
      store.look().then(this.#onOpened, () => undefined);
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

  /** Deletes what an earlier mode left on this machine. Undefined if it left nothing. */
  async clearKept(tenant: string | undefined): Promise<OlderFailure | undefined> {
    const { path, older } = this.#files;
    if (!existsSync(path) && !(older !== undefined && existsSync(older))) return undefined;
    const thread = this.#start(this.#files);
    try {
      return await thread.store.clear(tenant);
    } finally {
      await thread.finish();
    }
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
}
