import { lookupIn } from '../../kapture/variables/builtInVariables.ts';
import {
  environmentFileName,
  readEnvironment,
  tooLongEnvironment,
  type Values,
} from '../../kapture/variables/environment.ts';
import { ownSecretVariable, plainSecretVariable } from '../../kapture/commandLines/copyable.ts';
import { inEnglish } from '../../kapture/problem/problem.ts';
import {
  problemOfSecretValue,
  secretNameOf,
  secretsUsedIn,
  type SecretVariables,
} from '../../kapture/variables/secretVariables.ts';
import { definedName, type VariableLookup } from '../../kapture/variables/variables.ts';
import { sandboxName } from '../../kapture/connection/connection.ts';
import { configuredConnection } from './configuredConnection.ts';
import type { ConnectionOptions } from './connectionOptions.ts';
import { readTextFile } from './cliFiles.ts';
import { UsageError } from './usage.ts';

/**
 * The values for `{{name}}` from the file of --variables, or from `kapture.env.json` if it exists, merged as in the
 * editor. Throws a {@link UsageError} if the file has no values for --connection: the tests would run with the wrong
 * values.
 */
export async function readValues(options: ConnectionOptions): Promise<Values> {
  const { variables: file, url } = options;
  const chosen = await configuredConnection(options);
  // A connection of kapture.config.json exists, with or without its own values.
  const named = chosen ? undefined : options.connection;
  const connection = chosen?.name ?? named ?? (url === undefined ? sandboxName : undefined);
  const name = file ?? environmentFileName;
  let text: string | undefined;
  try {
    text = await readTextFile(name);
  } catch (error) {
    if (file !== undefined || (error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new UsageError(`The file ${name} could not be read.`);
    if (named === undefined || named === sandboxName) return {};
    throw new UsageError(
      `Option --connection: ${name} does not exist, so there are no values for ${JSON.stringify(named)}.`,
    );
  }
  const { variables, connections, problem } = text === undefined ? tooLongEnvironment : readEnvironment(text);
  if (problem !== undefined) throw new UsageError(`The file ${name} cannot be used. ${inEnglish(problem)}`);
  // The sandbox always exists, with or without its own values.
  const known = [...new Set([sandboxName, ...Object.keys(connections)])];
  if (named !== undefined && !known.includes(named)) {
    throw new UsageError(
      `Option --connection: ${name} has no values for ${JSON.stringify(named)}. Known names: ${known.join(', ')}.`,
    );
  }
  return {
    ...variables,
    ...(connection !== undefined && Object.hasOwn(connections, connection) && connections[connection]),
  };
}

/**
 * The variables for one case or row. Generated values stay the same within it. `used` has the secrets of the complete
 * run.
 */
export function lookupFor(
  values: Values,
  timeZone: string,
  allowed: readonly string[],
  used: readonly string[] = [],
): VariableLookup {
  const context = {
    timeZone,
    now: Date.now(),
    environment: (name: string) => (allowed.includes(name) ? process.env[name] : undefined),
    last: () => undefined,
    hasSecret: (name: string) => usableSecret(name, used) !== undefined,
  };
  return lookupIn([values], context);
}

/** How to give a variable a value; undefined if that is unknown. `used` has the secrets of the complete run. */
export function hintFor(variable: string, allowed: readonly string[], used: readonly string[]): string | undefined {
  const secret = secretNameOf(variable);
  if (secret !== undefined) {
    const environmentVariable = secretVariableOf(secret, used);
    const problem = problemOfSecretValue(process.env[environmentVariable] ?? '');
    return process.env[environmentVariable] && problem
      ? `${environmentVariable}: ${inEnglish(problem)}`
      : `Set the environment variable ${environmentVariable}.`;
  }
  if (variable.startsWith('?')) {
    const key = JSON.stringify(definedName(variable));
    return `The command line cannot ask questions. Define ${key} in ${environmentFileName} or in the file of --variables.`;
  }
  const name = /^\$env:(\w+)$/.exec(variable)?.[1];
  if (name === undefined || allowed.includes(name) || process.env[name] === undefined) return undefined;
  return `It is set in the environment. To allow it, add --allow-env ${name}.`;
}

/** How the names of environment variables with secrets start. */
export const secretPrefix = plainSecretVariable('');

/** All secrets of the environment, by environment variable, to redact them. */
export function environmentSecrets(): SecretVariables {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      name.startsWith(secretPrefix) && value ? [[name, value]] : [],
    ),
  );
}

/** The values of the secrets in a body, by name. `used` has the secrets of the complete run. */
export function secretsOfBody(body: string, used: readonly string[]): SecretVariables {
  return Object.fromEntries(
    secretsUsedIn(body).flatMap((name) => {
      const value = usableSecret(name, used);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/**
 * The environment variable of a secret. If several secrets of the run have the same plain variable, each has a variable
 * for itself, because otherwise the order of the tests would decide which secret the value is sent as.
 */
function secretVariableOf(name: string, used: readonly string[]): string {
  const plain = plainSecretVariable(name);
  const own = ownSecretVariable(name);
  const isAmbiguous = used.some((other) => other !== name && plainSecretVariable(other) === plain);
  return isAmbiguous || process.env[own] !== undefined ? own : plain;
}

function usableSecret(name: string, used: readonly string[]): string | undefined {
  const value = process.env[secretVariableOf(name, used)];
  return value !== undefined && !problemOfSecretValue(value) ? value : undefined;
}
