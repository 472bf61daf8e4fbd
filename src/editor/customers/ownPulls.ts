import type { StoredPull } from '../../kapture/store/customerShapes.ts';

/** What this window pulls and has pulled: shown once it has brought something, unless there is nothing else to show. */
export class OwnPulls {
  readonly #newest = new Map<string, StoredPull>();
  readonly #running = new Set<number>();

  /** A pull that begins, goes on, or came from elsewhere as a whole. */
  add(pull: StoredPull, isRunning: boolean): void {
    this.#newest.set(pull.connection, pull);
    if (isRunning) this.#running.add(pull.id);
  }

  end(pull: number): void {
    this.#running.delete(pull);
  }

  isRunning(pull: number): boolean {
    return this.#running.has(pull);
  }

  /** Whether anything is pulled. */
  get areRunning(): boolean {
    return this.#running.size > 0;
  }

  /** The newest of a connection. */
  newest(connection: string): StoredPull | undefined {
    return this.#newest.get(connection);
  }

  /** What the store has no more nobody need ask for. */
  forget(connection: string): void {
    this.#newest.delete(connection);
  }

  /** The same of every connection. A pull that runs is known until it ends. */
  forgetAll(): void {
    this.#newest.clear();
  }
}
