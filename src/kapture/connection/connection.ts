import { isAbsolute } from 'node:path';
import { type Dialect, defaultDialect, dialects } from '../catalogue/dialect.ts';
import type { OperationForm } from '../catalogue/form.ts';
import { dialectsOf, formOf, sharesPath } from '../catalogue/forms.ts';
import { type OperationId, operationIds } from '../catalogue/registry.ts';
import { defaultTimeZone, isTimeZone } from '../dates/calendar.ts';
import { type Problem, problem } from '../problem/problem.ts';
import { type VariableValue, readVariables } from '../variables/variables.ts';
import { type ExtraHeader, readExtraHeaders } from './extraHeaders.ts';
import { isLoopback, tenantIdOf } from './tenant.ts';
import { problemOfRecordUrl } from './recordUrl.ts';

/** The name of the built-in connection to an editor's sandbox. */
export const sandboxName = 'Sandbox';

export const roles = ['sandbox', 'development', 'production'] as const;
export type Role = (typeof roles)[number];

/** How to reach a Kapture tenant. Contains no secrets. */
export interface Connection {
  /** A label: it can change, and another connection can use it later. */
  readonly name: string;
  /** The owner of all stored data: the origin of the base URL, or `sandbox:<id>` for the sandbox of an editor. */
  readonly tenant: string;
  /** `https://…`, or `http://` on loopback; no trailing slash. */
  readonly baseUrl: string;
  readonly role: Role;
  /** Every write is refused. */
  readonly readOnly: boolean;
  /** The IANA time zone of the tenant's dates. */
  readonly timeZone: string;
  /** The dialect of the API that the tenant speaks. */
  readonly dialect: Dialect;
  /** The dialects of operations that differ from `dialect`. */
  readonly dialects: Readonly<Partial<Record<OperationId, Dialect>>>;
  /** The tenant's own id, which a Pull in the nested dialect must have. */
  readonly cmId?: string;
  /** Headers to send in addition to our own. */
  readonly headers: readonly ExtraHeader[];
  /** The paths of operations that differ from the catalogue, as typed. */
  readonly paths: Readonly<Partial<Record<OperationId, string>>>;
  /** Time limit for a response, in seconds. */
  readonly timeoutSeconds: number;
  /** The longest period that one Pull requests, in hours. */
  readonly periodHours: number;
  /** Maximum number of concurrent Pulls, and of concurrent reads of a plan. */
  readonly parallelPulls: number;
  /**
   * Maximum records per response of this tenant. A Pull that reaches it is repeated in halves, or continued in pages.
   */
  readonly recordLimit?: number;
  /** Pulls request pages of `recordLimit` records, by `limit` and `offset`. */
  readonly pages?: boolean;
  /** Pause between the end of a Pull, or of a request of a plan, and the next one, in milliseconds. */
  readonly pauseMs?: number;
  /** Values for `{{name}}` in requests to this connection. Not for secrets, because they are in the settings. */
  readonly variables: Readonly<Record<string, VariableValue>>;
  /** Absolute path of a PEM file with certificates to trust for this connection. It is read for each request. */
  readonly caFile?: string;
  /** The URL of a customer's page in Kapture, with the placeholders `{id}` and `{code}`. No request is sent to it. */
  readonly recordUrl?: string;
}

/** Newer tenants may return at most a day. It is unknown whether they refuse a longer range or shorten it silently. */
const defaultPeriodHours = 24;

/**
 * The longest period and the record limit of a Pull in the dialect of a connection, unless it has settings for them.
 */
export function limitsOfPull(dialect: Dialect): Pick<Connection, 'periodHours' | 'recordLimit' | 'pages'> {
  const { paging } = formOf('pull', dialect);
  return paging
    ? { periodHours: paging.maxHours, recordLimit: paging.limit, pages: true }
    : { periodHours: defaultPeriodHours };
}

export const timeoutRange = [1, 3600] as const;

const defaultLimits = { timeoutSeconds: 60, periodHours: defaultPeriodHours, parallelPulls: 3 };

const flatDialects: ConnectionDialects = { dialect: defaultDialect, dialects: {} };

export const connectionDefaults = {
  role: 'production',
  readOnly: false,
  timeZone: defaultTimeZone,
  ...flatDialects,
  headers: [],
  ...defaultLimits,
} as const satisfies Partial<Connection>;

export type ConnectionReading =
  | { readonly connection: Connection; readonly problem?: undefined }
  | { readonly connection?: undefined; readonly name: string; readonly problem: Problem };

/** Reads one entry of the `kapture.connections` setting, which may be any JSON. */
export function readConnection(raw: unknown): ConnectionReading {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    return { name: '?', problem: problem('Its entry in the settings is not an object.') };
  const entry = raw as Record<string, unknown>;
  const name = typeof entry['name'] === 'string' ? entry['name'].trim() : '';
  const refused = (found: Problem): ConnectionReading => ({ name: name || '?', problem: found });
  const {
    role = connectionDefaults.role,
    readOnly = connectionDefaults.readOnly,
    timeZone = connectionDefaults.timeZone,
    paths = {},
    variables = {},
    caFile,
    recordUrl,
  } = entry;
  const baseUrl = typeof entry['baseUrl'] === 'string' ? trimBaseUrl(entry['baseUrl']) : '';

  const found = problemOfName(name) ?? problemOfBaseUrl(baseUrl);
  if (found) return refused(found);
  if (!roles.includes(role as Role)) return refused(problem('role must be one of {0}.', roles.join(', ')));
  if (typeof readOnly !== 'boolean') return refused(problem('readOnly must be true or false.'));
  if (typeof timeZone !== 'string' || !isTimeZone(timeZone))
    return refused(problem('The time zone {0} does not exist.', JSON.stringify(timeZone)));
  // The module that reads them is loaded late, because most connections state none of these.
  const spoken = ['dialect', 'dialects', 'cmId'].some((name) => name in entry) ? readDialects(entry) : flatDialects;
  if ('problem' in spoken) return refused(spoken.problem);
  const headers = entry['headers'] === undefined ? { headers: [] } : readExtraHeaders(entry['headers']);
  if ('problem' in headers) return refused(headers.problem);
  if (typeof paths !== 'object' || paths === null || Array.isArray(paths))
    return refused(problem('paths must be an object.'));
  const checked: Partial<Record<OperationId, string>> = {};
  for (const [id, path] of Object.entries(paths)) {
    if (!operationIds.includes(id as OperationId))
      return refused(problem('paths contains the unknown operation {0}.', JSON.stringify(id)));
    const wrong = typeof path === 'string' ? problemOfPath(path) : problem('A path must be a string.');
    if (wrong) return refused(problem('Path of {0}: {1}', id, wrong));
    checked[id as OperationId] = path as string;
  }
  const numbers = {
    timeoutSeconds: timeoutRange,
    periodHours: [1, 24 * 366],
    parallelPulls: [1, 16],
    recordLimit: [1, 1e6],
    pauseMs: [0, 60_000],
  } as const;
  const pull = limitsOfPull(dialectOf(spoken, 'pull'));
  const { pages = pull.pages ?? false } = entry;
  const limits: typeof defaultLimits & { recordLimit?: number; pauseMs?: number } = {
    ...defaultLimits,
    ...(pull.recordLimit !== undefined && { recordLimit: pull.recordLimit }),
    periodHours: pull.periodHours,
  };
  // Settings of another dialect must not exceed these limits, because a response that the tenant cuts off would look
  // complete.
  const most: Partial<Record<keyof typeof numbers, number | undefined>> = pull.pages
    ? { periodHours: pull.periodHours, recordLimit: pull.recordLimit }
    : {};
  for (const key of Object.keys(numbers) as (keyof typeof numbers)[]) {
    const value = entry[key] ?? limits[key];
    const [min, max] = numbers[key];
    if (value === undefined) continue;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
      return refused(problem('{0} must be a whole number from {1} to {2}.', key, min, max));
    limits[key] = Math.min(value, most[key] ?? value);
  }
  if (typeof pages !== 'boolean') return refused(problem('pages must be true or false.'));
  if (pages && !limits.recordLimit) return refused(problem('pages requires recordLimit.'));
  const values = readVariables(variables);
  if (!values) return refused(problem('variables must be an object of strings, numbers, true, false or null.'));
  if (caFile !== undefined && (typeof caFile !== 'string' || !isAbsolute(caFile)))
    return refused(problem('caFile must be the absolute path of a file.'));
  const wrongUrl = recordUrl === undefined ? undefined : problemOfRecordUrl(recordUrl);
  if (wrongUrl) return refused(problem('Customer page URL: {0}', wrongUrl));
  return {
    connection: {
      name,
      tenant: new URL(baseUrl).origin,
      baseUrl,
      role: role as Role,
      readOnly,
      timeZone,
      ...spoken,
      headers: headers.headers,
      paths: checked,
      variables: values,
      ...limits,
      pages,
      ...(caFile !== undefined && { caFile }),
      ...(recordUrl !== undefined && { recordUrl: recordUrl as string }),
    },
  };
}

export function problemOfName(name: string): Problem | undefined {
  if (!name.trim()) return problem('A connection must have a name.');
  if (name.length > 60) return problem('A name cannot be longer than 60 characters.');
  return /[\p{Cc}\p{Cf}/\\]/u.test(name)
    ? problem('A name cannot contain slashes or invisible characters.')
    : undefined;
}

export function trimBaseUrl(text: string): string {
  return text.trim().replace(/\/+$/, '');
}

/** The problem of a base URL; undefined if it is valid. Keys are sent there, so it is https, or http on loopback. */
export function problemOfBaseUrl(text: string): Problem | undefined {
  const url = URL.parse(trimBaseUrl(text));
  if (!url || !url.hostname) return problem('Enter a URL such as https://your-tenant.kapturecrm.com.');
  if (url.username || url.password || trimBaseUrl(text).includes('@'))
    return problem(
      'Remove the user name and password from the URL. The auth key is entered separately and stored as a secret.',
    );
  if (!/^https?:\/\/[^/]/i.test(trimBaseUrl(text))) return problem('The URL must start with https://.');
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    return problem(
      'Plain http would send the auth key unencrypted over the network. Use https. (http is allowed only for this machine.)',
    );
  if (/[?#]/.test(text)) return problem('Remove ? or # and everything after it. Each operation has its own path.');
  return /[\s\\]|\p{Cc}/u.test(trimBaseUrl(text)) ? problem('A URL cannot contain spaces or backslashes.') : undefined;
}

export function problemOfPath(path: string): Problem | undefined {
  if (!path.startsWith('/')) return problem('A path must start with a slash.');
  return /[\s\\#]|[^\x21-\x7e]/.test(path)
    ? problem('A path cannot contain spaces, backslashes, # or non-ASCII characters.')
    : undefined;
}

/**
 * Identifies where a write goes, regardless of the connection's name and a sandbox's port: tenant, base path and path.
 */
export function writeDestination(connection: Connection, operation: OperationId): string {
  return connection.tenant + requestTarget(urlOf(connection, operation));
}

/** The dialect in which a connection sends an operation. */
export function dialectOf(connection: Pick<Connection, 'dialect' | 'dialects'>, operation: OperationId): Dialect {
  return connection.dialects[operation] ?? connection.dialect;
}

/** The form in which a connection sends an operation. */
export function formFor(connection: Pick<Connection, 'dialect' | 'dialects'>, operation: OperationId): OperationForm {
  return formOf(operation, dialectOf(connection, operation));
}

/**
 * A connection that sends an operation in another dialect, at its own path for it if both dialects share their path.
 */
export function inDialect(connection: Connection, operation: OperationId, dialect: Dialect | undefined): Connection {
  const own = dialectOf(connection, operation);
  if (dialect === undefined || dialect === own) return connection;
  const { [operation]: _path, ...others } = connection.paths;
  const paths = sharesPath(operation, own, dialect) ? connection.paths : others;
  return { ...connection, dialects: { ...connection.dialects, [operation]: dialect }, paths };
}

export function urlOf(connection: Connection, operation: OperationId): string {
  return connection.baseUrl + (connection.paths[operation] ?? formFor(connection, operation).path);
}

/** The dialects of a connection, see `Connection`. */
export interface ConnectionDialects {
  readonly dialect: Dialect;
  readonly dialects: Readonly<Partial<Record<OperationId, Dialect>>>;
  readonly cmId?: string;
}

/** Reads the dialects of a connection in the settings, which may be any JSON. */
export function readDialects({
  dialect = defaultDialect,
  dialects: ofOperations = {},
  cmId,
}: Readonly<Record<string, unknown>>): ConnectionDialects | { readonly problem: Problem } {
  if (!dialects.includes(dialect as Dialect))
    return { problem: problem('dialect must be one of {0}.', dialects.join(', ')) };
  const found = problemOfOperations(ofOperations);
  if (found) return { problem: found };
  const id = tenantIdOf(cmId);
  if (cmId !== undefined && id === undefined) return { problem: problem('cmId must be a number.') };
  return {
    dialect: dialect as Dialect,
    dialects: ofOperations as ConnectionDialects['dialects'],
    ...(id !== undefined && { cmId: id }),
  };
}

function problemOfOperations(raw: unknown): Problem | undefined {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return problem('dialects must be an object.');
  for (const [id, dialect] of Object.entries(raw)) {
    if (!operationIds.includes(id as OperationId))
      return problem('dialects contains the unknown operation {0}.', JSON.stringify(id));
    const known = dialectsOf(id as OperationId);
    if (!known.includes(dialect as Dialect))
      return problem('The dialect of {0} must be one of {1}.', id, known.join(', '));
  }
  return undefined;
}

/**
 * Path and query of a URL, as typed: a URL object would rewrite a trailing `?=`, and its origin has another length,
 * because it has no default port and an international host in ASCII.
 */
export function requestTarget(url: string): string {
  return url.slice(url.indexOf('/', url.indexOf('//') + 2));
}
