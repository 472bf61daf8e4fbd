import type { Memento } from 'vscode';
import type { ConnectionRename } from './connectionRename.ts';

const renamesKey = 'connectionRenames';

const mostKept = 100;

/** The latest renames that a window of this machine saw, from each former name to the present one. All windows share them. */
export class PastRenames {
  readonly #state: Memento;

  constructor(state: Memento) {
    this.#state = state;
  }

  from(name: string): ConnectionRename | undefined {
    return this.#all.find(({ from }) => from === name);
  }

  /** Adds renames, and forgets those from names that connections have now. */
  async add(renames: readonly ConnectionRename[], present: readonly string[]): Promise<void> {
    let all = this.#all;
    for (const rename of renames) {
      const earlier = all.filter(({ from }) => from !== rename.from);
      all = [rename, ...earlier.map((other) => (other.to === rename.from ? { ...other, to: rename.to } : other))];
    }
    const kept = all.filter(({ from }) => !present.includes(from)).slice(0, mostKept);
    if (renames.length || kept.length < all.length) await this.#state.update(renamesKey, kept);
  }

  get #all(): readonly ConnectionRename[] {
    return this.#state.get(renamesKey, []);
  }
}
