import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { HistoryCalls } from '../../kapture/store/historyWorker.ts';
import { startStoreThread, type Async, type StoreThread } from '../../kapture/store/storeThread.ts';
import type { Log } from '../shared/log.ts';
import { PendingWork } from '../shared/pendingWork.ts';
import { showWarning } from '../shared/questions/messages.ts';
import { historyMode } from './historyMode.ts';

export type AsyncHistory = Async<HistoryCalls>;

/** The path of the history's database, and of its worker script. */
export interface HistoryFiles {
  readonly path: string;
  readonly script: string;
}

/** The worker thread that stores the history: on disk or in memory, as the settings say. */
export class HistoryThread {
  readonly #files: HistoryFiles;
  readonly #log: Log;
  #thread: StoreThread<HistoryCalls> | undefined;
  /** Earlier threads that finish their work. */
  readonly #ending = new PendingWork();

  constructor(files: HistoryFiles, log: Log) {
    this.#files = files;
    this.#log = log;
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
        'The history could not be read and was moved to {0}. New requests are saved in a new file.',
        file,
      );
      this.#log.error(sentence);
      void showWarning(sentence);
    });
  }
}
