import type { PostmanVariable } from './postmanCollection.ts';
import { replaceVariables } from './replaceVariables.ts';

type Level = ReadonlyMap<string, PostmanVariable>;

/** The variables that a request can use. */
export class VariableScope {
  readonly #levels: readonly Level[];

  /** The first level that has a variable decides its value. */
  constructor(levels: readonly Level[] = []) {
    this.#levels = levels;
  }

  find(name: string): PostmanVariable | undefined {
    return this.#levels.find((level) => level.has(name))?.get(name);
  }

  /** A text with the values of variables. Those without a value stay. May contain secrets. */
  resolve(text: string): string {
    return replaceVariables(text, (name) => this.find(name)?.value || undefined);
  }

  /** A text with the values of variables that are not secret. */
  resolvePublic(text: string): string {
    return replaceVariables(text, (name) => {
      const found = this.find(name);
      return found?.isSecret ? undefined : found?.value;
    });
  }
}

/** The scopes of the requests of a collection. Requests of the same folders share one. */
export class VariableScopes {
  readonly #first: readonly (readonly PostmanVariable[])[];
  readonly #last: readonly PostmanVariable[];
  readonly #scopes = new Map<unknown, VariableScope>();
  readonly #levels = new Map<unknown, Level>();

  /** `first` take precedence over those of folders, `last` do not. The last list in `first` takes precedence. */
  constructor(first: readonly (readonly PostmanVariable[])[], last: readonly PostmanVariable[]) {
    this.#first = first;
    this.#last = last;
  }

  /** The scope within folders, whose lists start with that of the outermost. */
  within(folders: readonly (readonly PostmanVariable[])[]): VariableScope {
    const known = this.#scopes.get(folders);
    if (known) return known;
    const lists = [this.#last, ...folders, ...this.#first].reverse();
    const scope = new VariableScope(lists.map((list) => this.#levelOf(list)));
    this.#scopes.set(folders, scope);
    return scope;
  }

  #levelOf(list: readonly PostmanVariable[]): Level {
    const known = this.#levels.get(list);
    if (known) return known;
    const level = new Map(list.map((variable) => [variable.name, variable]));
    this.#levels.set(list, level);
    return level;
  }
}
