/** Work that must end before something is closed. It is forgotten once it has ended. */
export class PendingWork {
  readonly #pending = new Set<Promise<unknown>>();

  get size(): number {
    return this.#pending.size;
  }

  add(work: Promise<unknown>): void {
    this.#pending.add(work);
    const remove = (): void => void this.#pending.delete(work);
    work.then(remove, remove);
  }

  /** Resolves once the work so far has ended. Rejects if it fails. */
  async end(): Promise<void> {
    await Promise.all(this.#pending);
  }
}
