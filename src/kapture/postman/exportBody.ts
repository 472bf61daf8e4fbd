import { isSecretName } from '../redaction/secretNames.ts';
import { readAsk } from '../variables/askVariable.ts';
import { secretNameOf } from '../variables/secretVariables.ts';
import type { VariableValue } from '../variables/variables.ts';

/** What Postman generates for our variables. */
const generated: Readonly<Record<string, string>> = {
  $guid: '$guid',
  $timestamp: '$timestamp',
  $email: '$randomExampleEmail',
  $name: '$randomFullName',
};

/** The variables of a collection to write: their names, and their values as far as they are known. */
export class CollectionVariables {
  /** By what they stand for. */
  readonly #names = new Map<string, string>();
  readonly #values = new Map<string, string>();
  readonly #isPublic: (value: string) => boolean;

  /** A value that is not public is omitted. */
  constructor(isPublic: (value: string) => boolean = () => true) {
    this.#isPublic = isPublic;
  }

  /** Adds a variable. Returns its name, which has a number if another one has it already. */
  add(meaning: string, name: string, value: string): string {
    const known = this.#names.get(meaning);
    if (known !== undefined) return known;
    let own = name;
    for (let count = 2; this.#values.has(own); count++) own = `${name}_${count}`;
    this.#names.set(meaning, own);
    this.#values.set(own, this.#isPublic(value) ? value : '');
    return own;
  }

  /** By name, in the order in which they were added. A value that is not exported is empty. */
  get values(): ReadonlyMap<string, string> {
    return this.#values;
  }
}

/** A variable of a request in Postman. */
export interface ExportedVariable {
  readonly name: string;
  /** Its value is not text, so that it has no quotes in a body. */
  readonly isTyped: boolean;
}

/**
 * The variable of Postman for a variable of a request, which is added to the collection unless Postman generates it.
 * `scope` distinguishes connections, where a variable can have different values.
 */
export function exportedVariable(
  name: string,
  value: VariableValue | undefined,
  scope: string,
  variables: CollectionVariables,
): ExportedVariable {
  if (Object.hasOwn(generated, name)) return { name: generated[name]!, isTyped: name === '$timestamp' };
  const secret = secretNameOf(name);
  if (secret !== undefined) return { name: variables.add(`${scope} ${name}`, plainName(secret), ''), isTyped: false };
  const { prompt = name, initial = '' } = name.startsWith('?') ? (readAsk(name).ask ?? {}) : {};
  const isOwn = !name.startsWith('$') && !name.startsWith('?');
  const known = isOwn && !isSecretName(name) ? (value ?? '') : initial.replace(/^\$.*/s, '');
  return {
    name: variables.add(`${scope} ${name}`, plainName(prompt), String(known)),
    isTyped: isOwn && value !== undefined && typeof value !== 'string',
  };
}

/** A name that Postman and requests here accept: `last_add_id` for `$last.add.id`. */
export function plainName(text: string): string {
  const name = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/(?<=\d|today)-(?=\d)/g, '_minus_')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^[^A-Za-z]+|_$/g, '');
  return name.slice(0, 60) || 'value';
}
