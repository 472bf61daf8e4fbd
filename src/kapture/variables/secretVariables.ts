import { problem, type Problem } from '../problem/problem.ts';
import { shortestSecret } from '../redaction/redact.ts';
import type { VariableUse } from './variables.ts';

export type SecretVariables = Readonly<Record<string, string>>;

const longest = 4000;

const usePattern = /\{\{\$secret\.([A-Za-z][\w-]{0,63})\}\}/g;

/** The name of the secret that a variable stands for; undefined for any other variable. */
export function secretNameOf(variable: string): string | undefined {
  return /^\$secret\.([A-Za-z][\w-]{0,63})$/.exec(variable)?.[1];
}

/** What a body contains in place of a secret until it is sent. */
export function secretUse(name: string): string {
  return `{{$secret.${name}}}`;
}

export function secretUses(body: string): readonly VariableUse[] {
  return Array.from(body.matchAll(usePattern), (match) => ({
    name: match[1]!,
    offset: match.index,
    length: match[0].length,
  }));
}

/** The names of the secrets that a body needs, each once. */
export function secretsUsedIn(body: string): readonly string[] {
  return [...new Set(secretUses(body).map(({ name }) => name))];
}

/** A body with the values of its secrets, escaped as JSON. Secrets without a value stay. */
export function fillSecrets(body: string, values: SecretVariables): string {
  return body.replace(usePattern, (use, name: string) =>
    Object.hasOwn(values, name) ? JSON.stringify(values[name]).slice(1, -1) : use,
  );
}

/** The problem of a typed name; undefined if a secret can have it. */
export function problemOfSecretName(name: string): Problem | undefined {
  return secretNameOf(`$secret.${name}`) === undefined
    ? problem('The name of a secret variable must start with a letter and contain only letters, digits, - and _.')
    : undefined;
}

/** The problem of a value; undefined if it can be stored. Does not contain the value. */
export function problemOfSecretValue(value: string): Problem | undefined {
  if (value.length < shortestSecret)
    return problem(
      'The value of a secret variable must have at least {0} characters. A shorter one could not be redacted.',
      shortestSecret,
    );
  if (value.length > longest || /\p{Cc}/u.test(value))
    return problem('The value of a secret variable must be a single line of up to {0} characters.', longest);
  return undefined;
}
