import { isAbsolute } from 'node:path';
import { defaultTimeZone, isTimeZone } from './calendar.ts';
import { operationIds, operations, type OperationId } from './operations.ts';
import { readVariables, type VariableValue } from './variables.ts';

/** Name of the connection to the sandbox of an editor, which is always there. */
export const sandboxName = 'Sandbox';

export const roles = ['sandbox', 'development', 'production'] as const;
export type Role = (typeof roles)[number];

/** A Kapture tenant to talk to. Holds no secret. */
export interface Connection {
  readonly name: string;
  /** `https://…`, or `http://` on loopback; no trailing slash. */
  readonly baseUrl: string;
  readonly role: Role;
  /** Nothing is written there: Add and Update are refused, whoever asks. */
  readonly readOnly: boolean;
  /** The zone of the tenant's dates. */
  readonly timeZone: string;
  /** Where this tenant has an operation elsewhere than the catalogue says; kept as typed. */
  readonly paths: Readonly<Partial<Record<OperationId, string>>>;
  /** How long a reply may take, in seconds. */
  readonly timeoutSeconds: number;
  /** The most that one Pull asks for, in hours: it starts with days, and joins quiet ones. */
  readonly windowHours: number;
  /** How many Pulls run at a time. */
  readonly parallelPulls: number;
  /** The most records that a reply of this tenant has; a Pull that brings so many is asked for again in halves, or in pages. */
  readonly recordLimit?: number;
  /** Pulls ask for pages of `recordLimit` records, by `limit` and `offset`. */
  readonly pages?: boolean;
  /** Between the end of a Pull and the next, in milliseconds. */
  readonly pauseMs?: number;
  /** Values for `{{name}}` in requests that go there. No place for secrets: they stand in the settings. */
  readonly variables: Readonly<Record<string, VariableValue>>;
  /** Absolute path of a file with certificates to trust there, in PEM; it is read for each request. */
  readonly caFile?: string;
}

/** Newer tenants, which alone have pages, answer for a day at the most. */
export function defaultWindowHours(hasPages: unknown): number {
  return hasPages === true ? 24 : 24 * 7;
}

const defaultLimits = { timeoutSeconds: 60, windowHours: defaultWindowHours(false), parallelPulls: 3 };

export const connectionDefaults = {
  role: 'production', readOnly: false, timeZone: defaultTimeZone, ...defaultLimits,
} as const satisfies Partial<Connection>;

export type ConnectionReading =
  | { readonly connection: Connection; readonly problem?: undefined }
  | { readonly connection?: undefined; readonly name: string; readonly problem: string };

/** Reads one entry of the `kapture.connections` setting, which anybody may have typed. */
export function readConnection(raw: unknown): ConnectionReading {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return { name: '?', problem: 'It is not an object.' };
  const entry = raw as Record<string, unknown>;
  const name = typeof entry['name'] === 'string' ? entry['name'].trim() : '';
  const bad = (problem: string): ConnectionReading => ({ name: name || '?', problem });
  const { role = connectionDefaults.role, readOnly = connectionDefaults.readOnly, timeZone = connectionDefaults.timeZone, paths = {}, variables = {}, caFile, pages = false } = entry;
  const baseUrl = typeof entry['baseUrl'] === 'string' ? trimBaseUrl(entry['baseUrl']) : '';

  const problem = problemOfName(name) ?? problemOfBaseUrl(baseUrl);
  if (problem) return bad(problem);
  if (!roles.includes(role as Role)) return bad(`Its role has to be one of ${roles.join(', ')}.`);
  if (typeof readOnly !== 'boolean') return bad('Its readOnly has to be true or false.');
  if (typeof timeZone !== 'string' || !isTimeZone(timeZone)) return bad(`There is no time zone ${JSON.stringify(timeZone)}.`);
  if (typeof paths !== 'object' || paths === null || Array.isArray(paths)) return bad('Its paths are not an object.');
  const checked: Partial<Record<OperationId, string>> = {};
  for (const [id, path] of Object.entries(paths)) {
    if (!operationIds.includes(id as OperationId)) return bad(`There is no operation ${JSON.stringify(id)} to have a path.`);
    const wrong = typeof path === 'string' ? problemOfPath(path) : 'A path is a text.';
    if (wrong) return bad(`Path of ${id}: ${wrong}`);
    checked[id as OperationId] = path as string;
  }
  const numbers = { timeoutSeconds: [1, 3600], windowHours: [1, 24 * 366], parallelPulls: [1, 16], recordLimit: [1, 1e6], pauseMs: [0, 60_000] } as const;
  const limits: typeof defaultLimits & { recordLimit?: number; pauseMs?: number } = { ...defaultLimits, windowHours: defaultWindowHours(pages) };
  for (const key of Object.keys(numbers) as (keyof typeof numbers)[]) {
    const value = entry[key] ?? limits[key];
    const [least, most] = numbers[key];
    if (value === undefined) continue;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) return bad(`Its ${key} has to be a whole number from ${least} to ${most}.`);
    limits[key] = value;
  }
  if (typeof pages !== 'boolean') return bad('Its pages has to be true or false.');
  if (pages && !limits.recordLimit) return bad('Its pages need a recordLimit.');
  const values = readVariables(variables);
  if (!values) return bad('Its variables are not an object of texts, numbers, true, false or null.');
  if (caFile !== undefined && (typeof caFile !== 'string' || !isAbsolute(caFile))) return bad('Its caFile has to be the absolute path of a file.');
  return { connection: { name, baseUrl, role: role as Role, readOnly, timeZone, paths: checked, variables: values, ...limits, pages, ...(caFile !== undefined && { caFile }) } };
}

/** What is wrong with a connection's name, or undefined. */
export function problemOfName(name: string): string | undefined {
  if (!name.trim()) return 'A connection needs a name.';
  if (name.length > 60) return 'Keep the name to 60 characters.';
  return /[\p{Cc}\p{Cf}/\\]/u.test(name) ? 'A name has no slashes and no invisible characters.' : undefined;
}

export function trimBaseUrl(text: string): string {
  return text.trim().replace(/\/+$/, '');
}

/** Whether a host name is this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** What is wrong with a base URL, or undefined. A key goes there: https, or plain http to this machine alone. */
export function problemOfBaseUrl(text: string): string | undefined {
  const url = URL.parse(trimBaseUrl(text));
  if (!url || !url.hostname) return 'Write an address such as https://your-tenant.kapturecrm.com.';
  if (url.username || url.password || trimBaseUrl(text).includes('@')) return 'Leave user and password out of the address: the auth key is asked for separately and kept as a secret.';
  if (!/^https?:\/\/[^/]/i.test(trimBaseUrl(text))) return 'The address has to start with https://.';
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) return 'Plain http would send the auth key readable over the network: use https. (http is for this machine alone.)';
  if (/[?#]/.test(text)) return 'Leave out what follows ? or #: each operation has a path of its own.';
  return /[\s\\]|\p{Cc}/u.test(trimBaseUrl(text)) ? 'An address has no blanks and no backslashes.' : undefined;
}

/** What is wrong with an operation's path, or undefined. */
export function problemOfPath(path: string): string | undefined {
  if (!path.startsWith('/')) return 'A path starts with a slash.';
  return /[\s\\#]|[^\x21-\x7e]/.test(path) ? 'A path has no blanks, backslashes, # or special characters.' : undefined;
}

/** The address of an operation. */
export function urlOf(connection: Connection, operation: OperationId): string {
  return connection.baseUrl + (connection.paths[operation] ?? operations[operation].path);
}
