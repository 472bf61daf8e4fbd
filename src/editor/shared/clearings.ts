/** When stored data was cleared in this window, so that an Undo restores nothing that the user has cleared since. */
export class Clearings {
  readonly #last = new Map<string | undefined, number>();
  #count = 0;

  /** The present, for {@link hasCleared}. */
  get now(): number {
    return this.#count;
  }

  /** Records that the data of a tenant, or of all, is cleared. */
  add(tenant: string | undefined): void {
    this.#last.set(tenant, ++this.#count);
  }

  /** Whether the data of a tenant was cleared after a `now`. */
  hasCleared(tenant: string, since: number): boolean {
    return [tenant, undefined].some((one) => (this.#last.get(one) ?? 0) > since);
  }
}
