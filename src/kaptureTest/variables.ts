import { lookupIn } from '../kapture/builtInVariables.ts';
import { environmentFileName, readEnvironment, tooLongEnvironment, type Values } from '../kapture/environment.ts';
import type { VariableLookup } from '../kapture/variables.ts';
import { readText } from './files.ts';
import { UsageError } from './options.ts';

/**
 * The values for `{{name}}` in a file, as the editor has them for that connection; of `kapture.env.json`, if
 * there is one, where none is named.
 */
export async function readValues(file: string | undefined, connection: string | undefined): Promise<Values> {
  const name = file ?? environmentFileName;
  let text: string | undefined;
  try {
    text = await readText(name);
  } catch (error) {
    if (file === undefined && (error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new UsageError(`The file ${name} could not be read.`);
  }
  const { variables, connections, problem } = text === undefined ? tooLongEnvironment : readEnvironment(text);
  if (problem !== undefined) throw new UsageError(`The file ${name} ${problem}.`);
  return {
    ...variables,
    ...(connection !== undefined && Object.hasOwn(connections, connection) && connections[connection]),
  };
}

/** The variables for one case: its fresh values are the same throughout. */
export function lookupFor(values: Values, timeZone: string, allowed: readonly string[]): VariableLookup {
  const context = {
    timeZone,
    now: Date.now(),
    environment: (name: string) => (allowed.includes(name) ? process.env[name] : undefined),
    last: () => undefined,
  };
  return lookupIn([values], context);
}
