import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser';
import { dialects } from '../catalogue/dialect.ts';
import { dialectsOf } from '../catalogue/forms.ts';
import { operationIds } from '../catalogue/registry.ts';
import { syntaxProblem } from '../json/syntaxProblem.ts';
import { problem, type Problem } from '../problem/problem.ts';
import { roles } from './connection.ts';

/** The file that names tenants for the command line. It is meant for version control and has no secrets. */
export const configFileName = 'kapture.config.json';

export interface ConfiguredConnection {
  /** The connection in the form that `readConnection` reads, but with the `caFile` as it is written. */
  readonly entry: Readonly<Record<string, unknown>>;
  /** The environment variable with the auth key. */
  readonly keyEnv?: string;
  /** A program and its arguments, which print the auth key. */
  readonly keyCommand?: readonly [string, ...string[]];
}

export type ConfigReading =
  | { readonly connections: ReadonlyMap<string, ConfiguredConnection>; readonly problem?: undefined }
  | { readonly connections?: undefined; readonly problem: Problem };

/** Reads a `kapture.config.json`. What `readConnection` checks is not checked here. */
export function readConfig(text: string): ConfigReading {
  const errors: ParseError[] = [];
  const root: unknown = parse(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first)
    return {
      problem: problem(
        'It is not JSON: {0} on line {1}.',
        syntaxProblem(printParseErrorCode(first.error)),
        text.slice(0, first.offset).split('\n').length,
      ),
    };
  if (!isObject(root) || !isObject(root['connections']))
    return { problem: problem('“connections” must be an object.') };
  const connections = new Map<string, ConfiguredConnection>();
  for (const [name, raw] of Object.entries(root['connections'])) {
    const reading = readEntry(name, raw);
    if ('problem' in reading) return { problem: problem('Connection {0}: {1}', JSON.stringify(name), reading.problem) };
    connections.set(name, reading);
  }
  return { connections };
}

function readEntry(name: string, raw: unknown): ConfiguredConnection | { readonly problem: Problem } {
  if (!isObject(raw)) return { problem: problem('It is not an object.') };
  const { url, keyEnv, keyCommand, ...others } = raw;
  const unknown = Object.keys(raw).find((property) => !Object.hasOwn(connectionProperties, property));
  // A misspelled property, or a secret, must not be ignored.
  if (unknown !== undefined)
    return { problem: problem('{0} is not a property of a connection. Secrets cannot be in this file.', unknown) };
  if (keyEnv !== undefined && keyCommand !== undefined)
    return { problem: problem('keyEnv and keyCommand cannot be used together.') };
  if (keyEnv !== undefined && (typeof keyEnv !== 'string' || !/^\w+$/.test(keyEnv)))
    return { problem: problem('keyEnv must be the name of an environment variable.') };
  if (keyCommand !== undefined && !isCommand(keyCommand))
    return { problem: problem('keyCommand must be an array of a program and its arguments.') };
  return {
    entry: { ...others, name, baseUrl: url },
    ...(keyEnv !== undefined && { keyEnv }),
    ...(keyCommand !== undefined && { keyCommand }),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is a program with arguments. Windows and Linux end a text at a NUL. */
export function isCommand(value: unknown): value is readonly [string, ...string[]] {
  return (
    Array.isArray(value) &&
    value.every((part) => typeof part === 'string' && !part.includes('\0')) &&
    typeof value[0] === 'string' &&
    value[0].trim() !== ''
  );
}

const connectionProperties = {
  url: {
    type: 'string',
    description: 'Base URL of the tenant: https, or http on this machine.',
  },
  role: {
    enum: roles,
    description:
      'Role of the tenant. By default, this machine is a sandbox, and any other host is production. Writes to production need its host on the command line.',
  },
  readOnly: { type: 'boolean', description: 'Refuses every write.' },
  timeZone: { type: 'string', description: "Time zone of the tenant's dates.", default: 'Asia/Kolkata' },
  dialect: { enum: dialects, description: 'Dialect of the API that the tenant expects.', default: 'flat' },
  dialects: {
    type: 'object',
    description: 'Dialects of operations that differ from `dialect`, by operation.',
    properties: Object.fromEntries(operationIds.map((id) => [id, { enum: dialectsOf(id) }])),
    additionalProperties: false,
  },
  cmId: {
    type: ['string', 'integer'],
    description: "The tenant's own ID, which a Pull in the nested dialect requires.",
  },
  headers: {
    type: 'array',
    description: 'Headers to send in addition to `Authorization` and `Content-Type`.',
    items: {
      type: 'object',
      required: ['name'],
      properties: {
        name: { type: 'string', description: 'Name of the header.' },
        value: { type: 'string', description: 'Value of the header. Not for secrets.' },
        from: {
          enum: ['secret', 'auth-key'],
          enumDescriptions: [
            'The value is in an environment variable: KAPTURE_X_API_KEY for x-api-key.',
            'The complete value of the Authorization header.',
          ],
          description: 'Source of the value, instead of `value`.',
        },
        operations: { type: 'array', items: { enum: operationIds }, description: 'Operations that send the header.' },
      },
      additionalProperties: false,
    },
  },
  paths: {
    type: 'object',
    description: 'Paths of operations that differ from the defaults, by operation.',
    properties: Object.fromEntries(operationIds.map((id) => [id, { type: 'string' }])),
    additionalProperties: false,
  },
  timeoutSeconds: { type: 'integer', description: 'Timeout of a request, in seconds.', default: 60 },
  periodHours: { type: 'integer', description: 'The longest period that one Pull requests, in hours.', default: 24 },
  parallelPulls: { type: 'integer', description: 'Maximum number of concurrent reads.', default: 3 },
  recordLimit: { type: 'integer', description: 'Maximum records per response of this tenant.' },
  pages: { type: 'boolean', description: 'Pulls request pages of `recordLimit` records.' },
  pauseMs: { type: 'integer', description: 'Pause between requests, in milliseconds.' },
  caFile: {
    type: 'string',
    description: 'Certificates to trust in addition to those of the system, in PEM format. Relative to this file.',
  },
  keyEnv: {
    type: 'string',
    pattern: '^\\w+$',
    description: 'Environment variable with the auth key.',
    default: 'KAPTURE_KEY',
  },
  keyCommand: {
    type: 'array',
    minItems: 1,
    items: { type: 'string' },
    description: 'A program and its arguments, which print the auth key. It is run without a shell.',
    examples: [['op', 'read', 'op://Private/Kapture/key']],
  },
} as const;

/** The JSON schema of `kapture.config.json`. */
export const configSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Kapture connections of the command line',
  description: 'Names tenants for `kapture --connection NAME`. Do not store secrets here.',
  type: 'object',
  allowComments: true,
  allowTrailingCommas: true,
  required: ['connections'],
  properties: {
    connections: {
      type: 'object',
      description: 'The connections, by name.',
      additionalProperties: {
        type: 'object',
        required: ['url'],
        properties: connectionProperties,
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
} as const;
