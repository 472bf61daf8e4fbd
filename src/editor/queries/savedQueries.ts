import type { ExtensionContext, Memento } from 'vscode';

export interface SavedQuery {
  readonly name: string;
  readonly query: string;
}

/** A saved query is available in this workspace, or in all of them. */
export type QueryScope = 'workspace' | 'global';

const savedKey = 'queries.saved';
const recentKey = 'queries.recent';
const maxRecent = 10;

/** The queries that the user saved, and the ones used last in this workspace. */
export class SavedQueries {
  readonly #states: Readonly<Record<QueryScope, Memento>>;

  constructor({ workspaceState, globalState }: Pick<ExtensionContext, 'workspaceState' | 'globalState'>) {
    this.#states = { workspace: workspaceState, global: globalState };
  }

  /** By name. */
  saved(scope: QueryScope): readonly SavedQuery[] {
    return this.#states[scope].get<readonly SavedQuery[]>(savedKey, []);
  }

  /** The last one first. */
  get recent(): readonly string[] {
    return this.#states.workspace.get<readonly string[]>(recentKey, []);
  }

  /** Replaces a query with the same name. */
  async save(scope: QueryScope, { name, query }: SavedQuery): Promise<void> {
    const others = this.saved(scope).filter((other) => other.name !== name);
    const all = [...others, { name, query }].toSorted((one, other) => one.name.localeCompare(other.name));
    await this.#states[scope].update(savedKey, all);
  }

  async delete(scope: QueryScope, name: string): Promise<void> {
    const left = this.saved(scope).filter((other) => other.name !== name);
    await this.#states[scope].update(savedKey, left);
  }

  async addRecent(query: string): Promise<void> {
    const others = this.recent.filter((other) => other !== query);
    await this.#states.workspace.update(recentKey, [query, ...others].slice(0, maxRecent));
  }

  async clearRecent(): Promise<void> {
    await this.#states.workspace.update(recentKey, []);
  }
}
