import { parse } from 'jsonc-parser';
import { builtInValue } from '../kapture/builtInVariables.ts';
import { onceEach, readVariables, type VariableLookup, type VariableValue } from '../kapture/variables.ts';
import { readText } from './files.ts';
import { UsageError } from './options.ts';

type Values = Readonly<Record<string, VariableValue>>;

/** The values for `{{name}}` in a file; of `kapture.env.json`, if there is one, where none is named. */
export async function readValues(file: string | undefined): Promise<Values> {
  let text: string;
  try {
    text = await readText(file ?? 'kapture.env.json');
  } catch {
    if (file !== undefined) throw new UsageError(`The file ${file} could not be read.`);
    return {};
  }
  const values = readVariables((parse(text) as { variables?: unknown } | undefined)?.variables ?? {});
  if (!values) throw new UsageError(`The variables of ${file ?? 'kapture.env.json'} are not an object of texts, numbers, true, false or null.`);
  return values;
}

/** The variables for one case: its fresh values are the same throughout. */
export function lookupFor(values: Values, timeZone: string, allowed: readonly string[]): VariableLookup {
  const context = { timeZone, now: Date.now(), environment: (name: string) => (allowed.includes(name) ? process.env[name] : undefined), last: () => undefined };
  return onceEach((name) => (name.startsWith('$') ? builtInValue(name, context) : Object.hasOwn(values, name) ? values[name] : undefined));
}
