import { beatMs } from '../../kapture/store/isAlive.ts';
import type { Log } from '../shared/log.ts';
import type { HistoryThread } from './historyThread.ts';

/** The writes of this window that are in progress. While there are any, other windows can see that it is running. */
export class OngoingWrites {
  readonly #thread: Pick<HistoryThread, 'opened'>;
  readonly #log: Log;
  readonly #ids = new Set<number>();
  #beating: NodeJS.Timeout | undefined;

  constructor(thread: Pick<HistoryThread, 'opened'>, log: Log) {
    this.#thread = thread;
    this.#log = log;
  }

  get ids(): number[] {
    return [...this.#ids];
  }

  add(id: number): void {
    this.#ids.add(id);
    this.#beating ??= setInterval(() => this.#beat(), beatMs);
  }

  delete(id: number): void {
    this.#ids.delete(id);
    if (!this.#ids.size) this.dispose();
  }

  /** Removes them from a database that does not receive their outcomes. */
  forget(): void {
    const store = this.#thread.opened;
    for (const id of this.#ids) store?.end(id).catch((error) => this.#log.error('A history entry stays.', error));
    this.#ids.clear();
    this.dispose();
  }

  #beat(): void {
    // A failure is noted when the outcome is stored.
    this.#thread.opened?.beat(this.ids).catch(() => undefined);
  }

  dispose(): void {
    clearInterval(this.#beating);
    this.#beating = undefined;
  }
}
