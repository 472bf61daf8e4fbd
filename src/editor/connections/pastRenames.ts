import type { Memento } from 'vscode';
import type { ConnectionRename } from './connectionRename.ts';

const renamesKey = 'connectionRenames';

const maximumRenames = 100;

/** The latest renames seen by any window, from each former name to the current one. Shared by all windows. */
export class PastRenames {
  readonly #state: Memento;

  constructor(state: Memento) {
    this.#state = state;
  }

  find(name: string): ConnectionRename | undefined {
    return this.#all.find(({ from }) => from === name);
  }

  /** Adds renames. Drops those from names that are in use again (`currentNames`). */
  async add(renames: readonly ConnectionRename[], currentNames: readonly string[]): Promise<void> {
    let all = this.#all;
    for (const rename of renames) {
      const earlier = all.filter(({ from }) => from !== rename.from);
      all = [rename, ...earlier.map((other) => (other.to === rename.from ? { ...other, to: rename.to } : other))];
    }
    const kept = all.filter(({ from }) => !currentNames.includes(from)).slice(0, maximumRenames);
    if (renames.length || kept.length < all.length) await this.#state.update(renamesKey, kept);
  }

  get #all(): readonly ConnectionRename[] {
    return this.#state.get(renamesKey, []);
  }
}
