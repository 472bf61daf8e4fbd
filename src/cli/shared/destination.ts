import path from 'node:path';
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
import { plain } from './cliOutput.ts';
import { configuredConnection, type ChosenConnection } from './configuredConnection.ts';
import type { ConnectionOptions } from './connectionOptions.ts';
import { keySourceOf, readKey, variablesOf, type KeySource } from './keySource.ts';
import { UsageError, wholeNumber } from './usage.ts';
import { secretPrefix } from './variableValues.ts';

/** The tenant that requests are sent to, and its name in the output. */
export interface Destination {
  readonly target: Target;
  readonly label: string;
  readonly close: () => Promise<void>;
}

/** A connection before its key is read. */
export interface SelectedConnection extends Pick<Destination, 'label' | 'close'> {
  readonly connection: Connection;
  readonly keySource: KeySource;
  /** The file that the connection is from; undefined if it is from options. */
  readonly file?: string;
}

export async function findDestination(options: ConnectionOptions): Promise<Destination> {
  const { connection, keySource, label, close } = await selectConnection(options);
  try {
    const variables = headerVariables(connection, options);
    refuseSecretVariables(options, ['KAPTURE_KEY', ...variablesOf(keySource), ...variables.values()]);
    return { target: { connection, secrets: secretsIn(variables), key: await readKey(keySource) }, label, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The connection that the options describe or name. Reads no key. */
export async function selectConnection(options: ConnectionOptions): Promise<SelectedConnection> {
  const { url, sandbox } = options;
  if (url !== undefined && sandbox) throw new UsageError('Options --url and --sandbox cannot be used together.');
  const chosen = await configuredConnection(options);
  const keySource = keySourceOf(options, chosen);
  const isKeyGiven =
    options.keyStdin === true ||
    options.userEnv !== undefined ||
    variablesOf(keySource).some((name) => name in process.env);
  // A pipeline that lost its URL must not pass because a sandbox responded instead.
  if (url === undefined && !chosen && !sandbox && isKeyGiven)
    throw new UsageError('An auth key is set, but --url is missing. (To use a sandbox anyway, add --sandbox.)');
  if (url !== undefined || chosen) {
    const connection = connectionOf(options, url, chosen);
    const name = chosen ? `${plain(chosen.name)}, ` : '';
    return {
      connection,
      keySource,
      label: `${name}${connection.baseUrl} (${connection.role})`,
      close: () => Promise.resolve(),
      ...(chosen && { file: chosen.file }),
    };
  }
  const { startSandbox } = await import('../../sandbox/index.ts');
  const running = await startSandbox();
  try {
    return {
      connection: connectionOf(options, running.url),
      keySource: { kind: 'sandbox' },
      label: `a sandbox for this run, ${running.url}${sandbox ? '' : ' (no --url was specified)'}`,
      close: () => running.close(),
    };
  } catch (error) {
    await running.close();
    throw error;
  }
}

/** Requests must not use the variables with credentials. */
function refuseSecretVariables({ allowEnv }: ConnectionOptions, names: readonly string[]): void {
  const secret = allowEnv.find((name) => names.includes(name) || name.startsWith(secretPrefix));
  if (secret !== undefined)
    throw new UsageError(`Option --allow-env: variables cannot use ${secret} because it contains credentials.`);
}

/**
 * The values that {@link readConnection} accepts. Checked here too, because its message names the setting, not the
 * option.
 */
const pauseRange = [0, 60_000] as const;
const parallelRange = [1, 16] as const;

function connectionOf(options: ConnectionOptions, url: string | undefined, chosen?: ChosenConnection): Connection {
  const own: Readonly<Record<string, unknown>> = chosen?.entry ?? { name: 'kapture', baseUrl: url };
  const { baseUrl, role, headers = [], paths = {} } = own;
  const isHere = isLoopback(URL.parse(String(baseUrl))?.hostname ?? '');
  const { connection, problem } = readConnection({
    ...own,
    ...dialectsIn(options, own),
    headers: Array.isArray(headers) ? [...(headers as unknown[]), ...headersIn(options)] : headers,
    paths: options.path.length ? { ...(paths as object), ...pathsOf(options.path) } : paths,
    role: roleOf(options) ?? role ?? (isHere ? 'sandbox' : 'production'),
    ...(options.timeZone !== undefined && { timeZone: timeZoneOf(options.timeZone) }),
    ...(options.timeout !== undefined && { timeoutSeconds: secondsOf(options.timeout) }),
    ...(options.pauseMs !== undefined && { pauseMs: wholeNumber('pause-ms', options.pauseMs, pauseRange) }),
    ...(options.parallel !== undefined && { parallelPulls: wholeNumber('parallel', options.parallel, parallelRange) }),
    ...(options.ca !== undefined && { caFile: path.resolve(options.ca) }),
  });
  if (connection) return connection;
  const sentence = inEnglish(problem);
  if (chosen)
    throw new UsageError(`${chosen.file}: connection ${JSON.stringify(plain(chosen.name))}: ${plain(sentence)}`);
  throw new UsageError(problemOfBaseUrl(String(baseUrl)) ? `Option --url: ${sentence}` : sentence);
}

/** The `dialect`, `dialects` and `cmId` of the connection, as far as the options state them. */
function dialectsIn({ dialect, cmId }: ConnectionOptions, own: Readonly<Record<string, unknown>>): object {
  const pairs = dialect.map((text) => /^(?:([^=]*)=)?(.*)$/s.exec(text)!);
  const whole = pairs.findLast(([, operation]) => operation === undefined)?.[2];
  const ofOperations = pairs.flatMap(([, operation, name]) =>
    operation === undefined ? [] : [[operation, name] as const],
  );
  return {
    ...(whole !== undefined && { dialect: knownDialect(whole) }),
    ...(ofOperations.length && {
      dialects: { ...(own['dialects'] as object | undefined), ...Object.fromEntries(ofOperations) },
    }),
    ...(cmId !== undefined && { cmId }),
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

/** The environment variables with the values of a connection's secret headers, by the headers in lower case. */
function headerVariables({ headers }: Connection, options: ConnectionOptions): ReadonlyMap<string, string> {
  const own = new Map(
    options.secretHeader.map(readSecretHeader).map(({ name, variable }) => [name.toLowerCase(), variable]),
  );
  const names = headers.filter(({ value }) => value === 'secret').map(({ name }) => name.toLowerCase());
  return new Map(names.map((name) => [name, own.get(name) ?? plainHeaderVariable(name)]));
}

function secretsIn(variables: ReadonlyMap<string, string>): HeaderSecrets {
  const values = [...variables].map(([name, variable]) => {
    const value = process.env[variable]?.trim();
    if (!value) throw new UsageError(`The environment variable ${variable} is not set.`);
    // The message does not contain the value.
    if (problemOfHeaderValue(value)) throw new UsageError(`${variable}: ${inEnglish(problemOfHeaderValue(value)!)}`);
    return [name, value] as const;
  });
  return Object.fromEntries(values);
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
