import type { StoredPull } from '../../../kapture/store/customerShapes.ts';

/** The pulls of this window: the newest of each tenant, and those that are running. */
export class OwnPulls {
  readonly #newest = new Map<string, StoredPull>();
  readonly #running = new Set<number>();

  /** Adds a pull that starts or continues. */
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

  get isAnyRunning(): boolean {
    return this.#running.size > 0;
  }

  newest(tenant: string): StoredPull | undefined {
    return this.#newest.get(tenant);
  }

  /** Drops the newest pull of a tenant that is no longer in the store. */
  forget(tenant: string): void {
    this.#newest.delete(tenant);
  }

  /** Drops the newest pull of every tenant. Running pulls stay known until they end. */
  forgetAll(): void {
    this.#newest.clear();
  }
}
