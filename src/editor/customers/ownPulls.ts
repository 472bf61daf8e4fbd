import type { StoredPull } from '../../kapture/store/customerShapes.ts';

/** What this window pulls and has pulled: shown once it has brought something, unless there is nothing else to show. */
export class OwnPulls {
  readonly #newest = new Map<string, StoredPull>();
  readonly #running = new Set<number>();

  /** A pull that begins, goes on, or came from elsewhere as a whole. */
  add(pull: StoredPull, isRunning: boolean): void {
    this.#newest.set(pull.tenant, pull);
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

  /** The newest of a tenant. */
  newest(tenant: string): StoredPull | undefined {
    return this.#newest.get(tenant);
  }

  /** The store no longer has it. */
  forget(tenant: string): void {
    this.#newest.delete(tenant);
  }

  /** The same for every tenant. A pull that runs is known until it ends. */
  forgetAll(): void {
    this.#newest.clear();
  }
}
