import type { Memento } from 'vscode';

/** A filter of customers that the user named. It can be applied to any tenant. */
export interface SavedFilter {
  readonly name: string;
  readonly filter: string;
}

const savedKey = 'customers.filters';

/** The filters that the user saved. */
export class SavedFilters {
  readonly #state: Memento;

  constructor(state: Memento) {
    this.#state = state;
  }

  /** By name. */
  get all(): readonly SavedFilter[] {
    return this.#state.get<readonly SavedFilter[]>(savedKey, []);
  }

  nameOf(filter: string): string | undefined {
    return this.all.find((saved) => saved.filter === filter)?.name;
  }

  /** Replaces a filter with the same name. */
  async save(saved: SavedFilter): Promise<void> {
    await this.#update([...this.#without(saved.name), saved]);
  }

  /** Replaces another filter with the new name. */
  async rename({ name, filter }: SavedFilter, newName: string): Promise<void> {
    const others = this.#without(name).filter((other) => other.name !== newName);
    await this.#update([...others, { name: newName, filter }]);
  }

  async delete(name: string): Promise<void> {
    await this.#update(this.#without(name));
  }

  #without(name: string): SavedFilter[] {
    return this.all.filter((other) => other.name !== name);
  }

  async #update(all: readonly SavedFilter[]): Promise<void> {
    await this.#state.update(
      savedKey,
      all.toSorted((one, other) => one.name.localeCompare(other.name)),
    );
  }
}
