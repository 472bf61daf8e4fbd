import { secretUse } from '../variables/secretVariables.ts';
import type { VariableValue } from '../variables/variables.ts';
import type { PostmanVariable } from './postmanCollection.ts';
import { postmanVariable, replaceVariables } from './replaceVariables.ts';

/** Postman's generated values that requests here have too. */
const generated: Readonly<Record<string, string>> = {
  $guid: '$guid',
  $randomUUID: '$guid',
  $timestamp: '$timestamp',
  $randomEmail: '$email',
  $randomExampleEmail: '$email',
  $randomFullName: '$name',
};

/** Turns the variables in bodies of a collection into those of requests here. */
export class BodyVariables {
  readonly #known: ReadonlyMap<string, PostmanVariable>;
  /** By the name in Postman. */
  readonly #names = new Map<string, string>();
  readonly #taken = new Set<string>();
  /** The last number that was added to a name. */
  readonly #numbers = new Map<string, number>();
  /** Those that are also used within text, so that their values must be text. */
  readonly #inText = new Set<string>();

  constructor(known: ReadonlyMap<string, PostmanVariable>) {
    this.#known = known;
  }

  /**
   * A body whose variables have names that are valid here. A variable in place of a value is put in quotes, where it
   * keeps the type of its value.
   */
  translate(body: string): string {
    // An unclosed comment or string takes the rest, so that each character is read once.
    const token = /"(?:\\[^]|[^"\\])*(?:"|$)|\/\/[^\n]*|\/\*(?:[^]*?\*\/|[^]*$)|\{\{[^{}\n]{1,240}\}\}/g;
    return body.replace(token, (text) => {
      if (text.startsWith('/')) return text;
      const isValue = text.startsWith('{');
      const inside = text.replace(postmanVariable, (_use, name: string) => this.#use(name, !isValue));
      return isValue ? `"${inside}"` : inside;
    });
  }

  #use(name: string, isInText: boolean): string {
    if (Object.hasOwn(generated, name)) return `{{${generated[name]!}}}`;
    if (isInText) this.#inText.add(name);
    const own = this.#nameOf(name);
    return this.#known.get(name)?.isSecret ? secretUse(own) : `{{${own}}}`;
  }

  #nameOf(name: string): string {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const plain = (name.replace(/[^\w-]+/g, '_').replace(/^[^A-Za-z]+/, '') || 'value').slice(0, 56);
    let own = plain;
    for (let count = this.#numbers.get(plain) ?? 2; this.#taken.has(own); count++) {
      own = `${plain}_${count}`;
      this.#numbers.set(plain, count);
    }
    this.#taken.add(own);
    this.#names.set(name, own);
    return own;
  }

  /** The values of the used variables, without secrets. */
  get values(): Readonly<Record<string, VariableValue>> {
    return Object.fromEntries(
      this.#used((variable) => !variable?.isSecret).flatMap(([name, own]) => {
        const value = this.#known.get(name)?.value;
        if (!value) return [];
        const resolved = replaceVariables(value, (other) => {
          const found = this.#known.get(other);
          return found?.isSecret ? undefined : found?.value;
        });
        return [[own, this.#inText.has(name) ? resolved : typed(resolved)] as const];
      }),
    );
  }

  /** The names of secret variables, whose values are not imported. */
  get secrets(): readonly string[] {
    return this.#used((variable) => variable?.isSecret === true).map(([, own]) => own);
  }

  /** The names of variables without a value. */
  get unknown(): readonly string[] {
    return this.#used((variable) => !variable?.isSecret && !variable?.value).map(([, own]) => own);
  }

  #used(fits: (variable: PostmanVariable | undefined) => boolean): (readonly [name: string, own: string])[] {
    return [...this.#names].filter(([name]) => fits(this.#known.get(name)));
  }
}

/** A number, boolean or null if JSON has exactly this text for it, because the body had no quotes around it. */
function typed(text: string): VariableValue {
  if (text === 'null') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : text;
}
