import path from 'node:path';
import { keyOfUser, readAuthKey, type AuthKey } from '../../kapture/connection/authKey.ts';
import type { Target } from '../../kapture/exchange/exchange.ts';
import {
  problemOfBaseUrl,
  problemOfPath,
  readConnection,
  roles,
  timeoutRange,
  type Connection,
  type Role,
} from '../../kapture/connection/connection.ts';
import { isLoopback } from '../../kapture/connection/tenant.ts';
import { dialects, type Dialect } from '../../kapture/catalogue/dialect.ts';
import { problemOfHeaderValue, type HeaderSecrets } from '../../kapture/connection/extraHeaders.ts';
import { plainHeaderVariable } from '../../kapture/commandLines/copyable.ts';
import { operationIds } from '../../kapture/catalogue/registry.ts';
import { inEnglish } from '../../kapture/problem/problem.ts';
import { isTimeZone } from '../../kapture/dates/calendar.ts';
import { sandboxPassword, sandboxUser } from '../../sandbox/credentials.ts';
import type { ConnectionOptions } from './connectionOptions.ts';
import { UsageError, wholeNumber } from './usage.ts';
import { secretPrefix } from './variableValues.ts';

/** The tenant that requests are sent to, and its name in the output. */
export interface Destination {
  readonly target: Target;
  readonly label: string;
  readonly close: () => Promise<void>;
}

export async function findDestination(options: ConnectionOptions): Promise<Destination> {
  const { url, sandbox } = options;
  if (url !== undefined && sandbox) throw new UsageError('Options --url and --sandbox cannot be used together.');
  const isKeyGiven = process.env[options.keyEnv ?? 'KAPTURE_KEY'] !== undefined || options.userEnv !== undefined;
  // A pipeline that lost its URL must not pass because a sandbox responded instead.
  if (url === undefined && !sandbox && isKeyGiven)
    throw new UsageError('An auth key is set, but --url is missing. (To use a sandbox anyway, add --sandbox.)');
  const keyNames = [
    options.keyEnv ?? 'KAPTURE_KEY',
    options.userEnv,
    options.passwordEnv,
    ...options.secretHeader.map((header) => readSecretHeader(header).variable),
  ];
  const secret = options.allowEnv.find((name) => keyNames.includes(name) || name.startsWith(secretPrefix));
  if (secret !== undefined)
    throw new UsageError(`Option --allow-env: variables cannot use ${secret} because it contains credentials.`);
  if (url !== undefined) {
    const connection = connectionOf(options, url);
    return {
      target: { connection, key: keyOf(options), secrets: secretsIn(options) },
      label: `${connection.baseUrl} (${connection.role})`,
      close: () => Promise.resolve(),
    };
  }
  const { startSandbox } = await import('../../sandbox/index.ts');
  const running = await startSandbox();
  try {
    const key = keyOfUser(sandboxUser, sandboxPassword).key!;
    const connection = connectionOf(options, running.url);
    return {
      target: { connection, key, secrets: secretsIn(options) },
      label: `a sandbox for this run, ${running.url}${sandbox ? '' : ' (no --url was specified)'}`,
      close: () => running.close(),
    };
  } catch (error) {
    await running.close();
    throw error;
  }
}

/**
 * The values that {@link readConnection} accepts. Checked here too, because its message names the setting, not the
 * option.
 */
const pauseRange = [0, 60_000] as const;
const parallelRange = [1, 16] as const;

function connectionOf(options: ConnectionOptions, url: string): Connection {
  const isHere = isLoopback(URL.parse(url)?.hostname ?? '');
  const { connection, problem } = readConnection({
    name: 'kapture',
    baseUrl: url,
    paths: pathsOf(options.path),
    ...dialectsIn(options),
    headers: headersIn(options),
    role: roleOf(options) ?? (isHere ? 'sandbox' : 'production'),
    ...(options.timeZone !== undefined && { timeZone: timeZoneOf(options.timeZone) }),
    ...(options.timeout !== undefined && { timeoutSeconds: secondsOf(options.timeout) }),
    ...(options.pauseMs !== undefined && { pauseMs: wholeNumber('pause-ms', options.pauseMs, pauseRange) }),
    ...(options.parallel !== undefined && { parallelPulls: wholeNumber('parallel', options.parallel, parallelRange) }),
    ...(options.ca !== undefined && { caFile: path.resolve(options.ca) }),
  });
  if (!connection && !problemOfBaseUrl(url)) throw new UsageError(inEnglish(problem));
  if (!connection) throw new UsageError(`Option --url: ${inEnglish(problem)}`);
  return connection;
}

/** The `dialect`, `dialects` and `cmId` of the connection. */
function dialectsIn({ dialect, cmId }: ConnectionOptions): object {
  const pairs = dialect.map((text) => /^(?:([^=]*)=)?(.*)$/s.exec(text)!);
  const whole = pairs.findLast(([, operation]) => operation === undefined)?.[2];
  const own = pairs.filter(([, operation]) => operation !== undefined);
  return {
    ...(whole !== undefined && { dialect: knownDialect(whole) }),
    dialects: Object.fromEntries(own.map(([, operation = '', name]) => [operation, name] as const)),
    cmId,
  };
}

function headersIn(options: ConnectionOptions): object[] {
  return [
    ...options.header.map((text) => {
      const [, name, value] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
      if (value === undefined) throw new UsageError('Option --header must be NAME=VALUE.');
      return { name, value };
    }),
    ...options.secretHeader.map((text) => ({ name: readSecretHeader(text).name, from: 'secret' })),
    ...options.authHeader.map((name) => ({ name, from: 'auth-key' })),
  ];
}

/** The values of secret headers, from the environment. */
function secretsIn(options: ConnectionOptions): HeaderSecrets {
  return Object.fromEntries(
    options.secretHeader.map((text) => {
      const { name, variable } = readSecretHeader(text);
      const value = process.env[variable]?.trim();
      if (!value) throw new UsageError(`The environment variable ${variable} is not set.`);
      // The message does not contain the value.
      if (problemOfHeaderValue(value)) throw new UsageError(`${variable}: ${inEnglish(problemOfHeaderValue(value)!)}`);
      return [name.toLowerCase(), value];
    }),
  );
}

function readSecretHeader(text: string): { readonly name: string; readonly variable: string } {
  const [, name = '', variable = plainHeaderVariable(name)] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
  return { name, variable };
}

function roleOf({ role }: ConnectionOptions): Role | undefined {
  if (role === undefined) return undefined;
  const found = roles.find((known) => known === role);
  if (!found) throw new UsageError(`Option --role must be one of ${roles.join(', ')}.`);
  return found;
}

function knownDialect(name: string): Dialect {
  const found = dialects.find((known) => known === name);
  if (!found) throw new UsageError(`Option --dialect must be one of ${dialects.join(', ')}.`);
  return found;
}

function timeZoneOf(zone: string): string {
  if (!isTimeZone(zone)) throw new UsageError(`Option --time-zone: unknown time zone ${JSON.stringify(zone)}.`);
  return zone;
}

function secondsOf(text: string): number {
  const [least, most] = timeoutRange;
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (seconds < least || seconds > most)
    throw new UsageError(`Option --timeout must be a whole number from ${least} to ${most}.`);
  return seconds;
}

function pathsOf(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, id = '', operationPath = ''] = /^([^=]*)=(.*)$/s.exec(pair) ?? [];
      if (!operationIds.some((known) => known === id))
        throw new UsageError(
          `Option --path must be OPERATION=PATH, with one of the operations ${operationIds.join(', ')}.`,
        );
      const problem = problemOfPath(operationPath);
      if (problem) throw new UsageError(`Option --path: ${inEnglish(problem)}`);
      return [id, operationPath];
    }),
  );
}

function keyOf(options: ConnectionOptions): AuthKey {
  const valueOf = (name: string): string => {
    const value = process.env[name];
    if (!value) throw new UsageError(`The environment variable ${name} is not set.`);
    return value;
  };
  const { userEnv, passwordEnv } = options;
  if ((userEnv === undefined) !== (passwordEnv === undefined))
    throw new UsageError('Options --user-env and --password-env must be used together.');
  if (userEnv === undefined || passwordEnv === undefined) {
    const { key, problem } = readAuthKey(valueOf(options.keyEnv ?? 'KAPTURE_KEY'));
    if (problem) throw new UsageError(inEnglish(problem));
    return key;
  }
  if (options.keyEnv !== undefined)
    throw new UsageError('Option --key-env cannot be combined with --user-env and --password-env.');
  const { key, problem } = keyOfUser(valueOf(userEnv), valueOf(passwordEnv));
  if (problem) throw new UsageError(inEnglish(problem));
  return key;
}
