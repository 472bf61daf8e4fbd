import { randomInt, randomUUID } from 'node:crypto';
import { addDays, momentIn, todayIn } from '../dates/calendar.ts';
import { secretNameOf, secretUse } from './secretVariables.ts';
import { definedName, memoizedLookup, type VariableLookup, type VariableValue } from './variables.ts';

export interface BuiltInContext {
  readonly timeZone: string;
  /** The current time, in epoch milliseconds. */
  readonly now: number;
  /** The value of an environment variable that the user allowed; undefined for any other. */
  readonly environment: (name: string) => string | undefined;
  /** A value in the last response of an operation, by its path. */
  readonly last: (operation: string, path: readonly string[]) => VariableValue | undefined;
  /** Whether a secret variable can be used; none by default. The client writes its value into the body. */
  readonly hasSecret?: (name: string) => boolean;
}

export interface BuiltInVariable {
  readonly name: string;
  readonly description: string;
}

/** The variables that are evaluated when a request is sent, for completions and the documentation. */
export const builtInVariables: readonly BuiltInVariable[] = [
  {
    name: '$phone',
    description: 'A new phone number that follows the documented rules: 10 digits, starting with 6 or higher.',
  },
  { name: '$email', description: 'A new email address at example.com.' },
  { name: '$name', description: 'A new name.' },
  { name: '$guid', description: 'A new UUID.' },
  { name: '$timestamp', description: 'The current time in seconds since 1970, as a number.' },
  { name: '$now', description: 'The current time in the time zone of the connection: YYYY-MM-DD hh:mm:ss.' },
  {
    name: '$today',
    description:
      'The current date in the time zone of the connection: YYYY-MM-DD. `$today-7` is a week ago, `$today+1` is tomorrow.',
  },
  { name: '$today-7', description: 'The date a week ago. Any number of days works, with - or +.' },
  {
    name: '$env:NAME',
    description: 'An environment variable, if the setting `kapture.allowedEnvironmentVariables` lists it.',
  },
  {
    name: '$last.add.kapture_customer_id',
    description: 'A field of the last response: `$last.`, the operation, and the path to the field.',
  },
  {
    name: '$secret.name',
    description:
      'A secret from secret storage. You are asked for it once per connection, and it is sent only to the origin of that connection.',
  },
];

const syllables = ['ba', 'de', 'ka', 'la', 'mi', 'na', 'ra', 'shi', 'ta', 've'];

/** The value of a built-in variable; undefined for an unknown name, or if there is no value now. */
export function builtInValue(
  name: string,
  { timeZone, now, environment, last, hasSecret }: BuiltInContext,
): VariableValue | undefined {
  const day = /^\$today(?:([+-]\d{1,5}))?$/.exec(name);
  if (day) return addDays(todayIn(timeZone, now), Number(day[1] ?? 0));
  const fromEnvironment = /^\$env:(\w+)$/.exec(name);
  if (fromEnvironment) return environment(fromEnvironment[1]!);
  const secret = secretNameOf(name);
  if (secret !== undefined) return hasSecret?.(secret) ? secretUse(secret) : undefined;
  const fromResponse = /^\$last\.([\w-]+)\.(.+)$/.exec(name);
  if (fromResponse) return last(fromResponse[1]!, fromResponse[2]!.split('.'));
  switch (name) {
    case '$phone':
      return `${randomInt(6, 10)}${String(randomInt(0, 1e9)).padStart(9, '0')}`;
    case '$email':
      return `${randomWord()}.${randomInt(1e6)}@example.com`;
    case '$name':
      return `${capitalized(randomWord())} ${capitalized(randomWord())}`;
    case '$guid':
      return randomUUID();
    case '$timestamp':
      return Math.floor(now / 1000);
    case '$now':
      return momentIn(timeZone, now);
    default:
      return undefined;
  }
}

/**
 * A lookup for one request: the user's own values, the first object that has the name, and the built-in variables.
 * Random values stay the same within the request. The objects are not copied, because they may have tens of thousands
 * of values.
 */
export function lookupIn(
  own: readonly Readonly<Record<string, VariableValue>>[],
  context: BuiltInContext,
): VariableLookup {
  return memoizedLookup((use) => {
    if (use.startsWith('$')) return builtInValue(use, context);
    const name = definedName(use);
    return own.find((values) => Object.hasOwn(values, name))?.[name];
  });
}

function randomWord(): string {
  return Array.from({ length: 3 }, () => syllables[randomInt(syllables.length)]).join('');
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
