import type { PostmanVariable } from './readPostman.ts';
import { secretUse } from '../variables/secretVariables.ts';
import type { VariableValue } from '../variables/variables.ts';

/** A `{{name}}` of Postman. Its names may have any characters except braces. */
const postmanVariable = /\{\{\s*([^{}\s](?:[^{}]{0,198}[^{}\s])?)\s{0,20}\}\}/g;

/** How often values are replaced, because they may have variables themselves. */
const maxPasses = 5;
/** Limits a text whose values refer to others several times, so that it cannot fill the memory. */
const maxLength = 100_000;

/** Replaces the variables of a URL, header or key. Variables without a value stay. */
function replaceVariables(text: string, valueOf: (name: string) => string | undefined): string {
  let resolved = text;
  for (let pass = 0; pass < maxPasses && resolved.includes('{{'); pass++) {
    let left = maxLength;
    const next = resolved.replace(postmanVariable, (use, name: string) => {
      const value = valueOf(name);
      left -= value?.length ?? 0;
      return value === undefined || left < 0 ? use : value;
    });
    if (next === resolved) break;
    resolved = next;
  }
  return resolved;
}

type Level = ReadonlyMap<string, PostmanVariable>;

export class VariableScope {
  readonly #levels: readonly Level[];

  /** The first level that has a variable decides its value. */
  constructor(levels: readonly Level[] = []) {
    this.#levels = levels;
  }

  find(name: string): PostmanVariable | undefined {
    return this.#levels.find((level) => level.has(name))?.get(name);
  }

  /** A text with the values of variables. Variables without a value stay. May contain secrets. */
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

/** Postman's generated values that requests here have too. */
const generated: Readonly<Record<string, string>> = {
  $guid: '$guid',
  $randomUUID: '$guid',
  $timestamp: '$timestamp',
  $randomEmail: '$email',
  $randomExampleEmail: '$email',
  $randomFullName: '$name',
};

/** A variable that bodies use. */
interface UsedVariable {
  /** The name of the variable in requests here. */
  readonly own: string;
  readonly variable: PostmanVariable | undefined;
  /** The value without secrets. */
  readonly value: string;
  /** Whether it is also used within a text, so that its value must be a text. */
  isInText: boolean;
}

const noVariables = new VariableScope();

/** Turns the variables in bodies of a collection into those of requests here. */
export class BodyVariables {
  /** The key is the name in Postman and the value, because folders can have different values for a name. */
  readonly #variables = new Map<string, UsedVariable>();
  readonly #ofScopes = new Map<VariableScope, Map<string, UsedVariable>>();
  readonly #taken = new Set<string>();
  /** The last number that was added to a name. */
  readonly #numbers = new Map<string, number>();

  /**
   * A body whose variables have names that are valid here. A variable in place of a value is put in quotes, where it
   * keeps the type of its value.
   */
  translate(body: string, scope: VariableScope = noVariables): string {
    // An unclosed comment or string extends to the end, so that each character is read once.
    const token = /"(?:\\[^]|[^"\\])*(?:"|$)|\/\/[^\n]*|\/\*(?:[^]*?\*\/|[^]*$)|\{\{[^{}\n]{1,240}\}\}/g;
    return body.replace(token, (text) => {
      if (text.startsWith('/')) return text;
      const isValue = text.startsWith('{');
      const inside = text.replace(postmanVariable, (_use, name: string) => this.#use(name, !isValue, scope));
      return isValue ? `"${inside}"` : inside;
    });
  }

  #use(name: string, isInText: boolean, scope: VariableScope): string {
    if (Object.hasOwn(generated, name)) return `{{${generated[name]!}}}`;
    const used = this.#variableOf(name, scope);
    if (isInText) used.isInText = true;
    return used.variable?.isSecret ? secretUse(used.own) : `{{${used.own}}}`;
  }

  #variableOf(name: string, scope: VariableScope): UsedVariable {
    const ofScope = this.#ofScopes.get(scope) ?? new Map<string, UsedVariable>();
    this.#ofScopes.set(scope, ofScope);
    const known = ofScope.get(name);
    if (known) return known;
    const variable = scope.find(name);
    const isSecret = variable?.isSecret === true;
    const value = variable && !isSecret ? scope.resolvePublic(variable.value) : '';
    const meaning = JSON.stringify([name, isSecret, isSecret ? scope.resolve(variable.value) : value]);
    const used = this.#variables.get(meaning) ?? { own: this.#newName(name), variable, value, isInText: false };
    this.#variables.set(meaning, used);
    ofScope.set(name, used);
    return used;
  }

  #newName(name: string): string {
    const plain = (name.replace(/[^\w-]+/g, '_').replace(/^[^A-Za-z]+/, '') || 'value').slice(0, 56);
    let own = plain;
    for (let count = this.#numbers.get(plain) ?? 2; this.#taken.has(own); count++) {
      own = `${plain}_${count}`;
      this.#numbers.set(plain, count);
    }
    this.#taken.add(own);
    return own;
  }

  /** The values of the used variables, without secrets. */
  get values(): Readonly<Record<string, VariableValue>> {
    return Object.fromEntries(
      [...this.#variables.values()]
        .filter(({ value }) => value !== '')
        .map(({ own, value, isInText }) => [own, isInText ? value : typed(value)]),
    );
  }

  /** The names of secret variables, whose values are not imported. */
  get secrets(): readonly string[] {
    return this.#namesOf(({ variable }) => variable?.isSecret === true);
  }

  /** The names of variables without a value. */
  get unknown(): readonly string[] {
    return this.#namesOf(({ variable, value }) => !variable?.isSecret && value === '');
  }

  #namesOf(fits: (used: UsedVariable) => boolean): readonly string[] {
    return [...this.#variables.values()].filter(fits).map(({ own }) => own);
  }
}

/** A number, boolean or null if JSON has exactly this text for it: the body had no quotes around its variable. */
function typed(text: string): VariableValue {
  if (text === 'null') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : text;
}
