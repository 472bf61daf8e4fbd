import type { Memento } from 'vscode';
import type { ConnectionRename } from './connectionRename.ts';

const renamesKey = 'connectionRenames';

const maximumRenames = 100;

/** A rename, and whether another connection has used the former name since. */
interface PastRename extends ConnectionRename {
  readonly isReused?: boolean;
}

/** The latest renames seen by any window, from each former name to the current one. Shared by all windows. */
export class PastRenames {
  readonly #state: Memento;

  constructor(state: Memento) {
    this.#state = state;
  }

  /** The rename of a name that no other connection has used since. */
  find(name: string): ConnectionRename | undefined {
    return this.#all.find(({ from, isReused }) => from === name && !isReused);
  }

  /** The rename of the connection that had this name and pointed to this tenant. */
  findFor(name: string, tenant: string): ConnectionRename | undefined {
    return this.#all.find((rename) => rename.from === name && rename.tenant === tenant);
  }

  /** Adds renames. `currentNames` are the names that are in use now. */
  async add(renames: readonly ConnectionRename[], currentNames: readonly string[]): Promise<void> {
    const before = this.#all;
    let all = before;
    for (const rename of renames) {
      const others = all.filter(({ from, tenant }) => from !== rename.from || tenant !== rename.tenant);
      all = [rename, ...others.map((other) => (other.to === rename.from ? { ...other, to: rename.to } : other))];
    }
    const kept = all
      .filter(({ from, to }) => from !== to)
      .map((rename) => (currentNames.includes(rename.from) ? { ...rename, isReused: true } : rename))
      .slice(0, maximumRenames);
    if (JSON.stringify(kept) !== JSON.stringify(before)) await this.#state.update(renamesKey, kept);
  }

  get #all(): readonly PastRename[] {
    return this.#state.get(renamesKey, []);
  }
}
