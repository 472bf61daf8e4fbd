import { secretUse } from '../variables/secretVariables.ts';
import type { VariableValue } from '../variables/variables.ts';
import type { PostmanVariable } from './postmanCollection.ts';
import { postmanVariable } from './replaceVariables.ts';
import { VariableScope } from './variableScope.ts';

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
  /** Its name here. */
  readonly own: string;
  /** Undefined if the collection does not have it. */
  readonly variable: PostmanVariable | undefined;
  /** Without secrets. */
  readonly value: string;
  /** It is also used within text, so that its value must be text. */
  isInText: boolean;
}

const noVariables = new VariableScope();

/** Turns the variables in bodies of a collection into those of requests here. */
export class BodyVariables {
  /** By name in Postman and value: folders can have different values for a name. */
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
    // An unclosed comment or string takes the rest, so that each character is read once.
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

/** A number, boolean or null if JSON has exactly this text for it, because the body had no quotes around it. */
function typed(text: string): VariableValue {
  if (text === 'null') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : text;
}
