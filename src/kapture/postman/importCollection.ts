import { stripComments } from 'jsonc-parser';
import type { OperationId } from '../catalogue/registry.ts';
import { fromCurl } from '../commandLines/fromCurl.ts';
import { recognizeOperation, type KnownPath } from '../commandLines/recognizeOperation.ts';
import type { AuthKey } from '../connection/authKey.ts';
import { maxJsonLength } from '../json/jsonLimits.ts';
import { formatLoose } from '../json/formatLoose.ts';
import { authKeyOffset } from '../redaction/secretNames.ts';
import { shortestSecret } from '../redaction/redact.ts';
import type { VariableValue } from '../variables/variables.ts';
import { BodyVariables, VariableScopes, type VariableScope } from './importBody.ts';
import type {
  PostmanAuth,
  PostmanCollection,
  PostmanEnvironment,
  PostmanRequest,
  PostmanVariable,
  PostmanPair,
} from './readPostman.ts';
import { bashQuoted } from '../commandLines/copyFormats.ts';

export interface ImportedRequest {
  readonly name: string;
  readonly folders: readonly string[];
  readonly operation: OperationId;
  /** The body as a request file has it, without secrets. */
  readonly text: string;
  /** The origin that the request was sent to; undefined if a variable of the URL has no value. */
  readonly origin: string | undefined;
  readonly path: string;
  readonly key: AuthKey | undefined;
  /** The request as a curl command. Contains secrets. */
  readonly command: string;
}

/**
 * Why a request is not imported.
 * - `not-post`, `no-json`: no request of Kapture is like this
 * - `unknown`: not recognized as an operation
 * - `too-long`: the body is larger than a request may be
 * - `secret`: the body appears to contain an auth key or another secret
 */
export type SkipReason = 'not-post' | 'no-json' | 'unknown' | 'too-long' | 'secret';

interface SkippedRequest {
  /** The names of its folders, then its own. */
  readonly path: readonly string[];
  readonly reason: SkipReason;
}

/** A part of a request that is omitted in the imported one. */
export interface OmittedPart {
  readonly path: readonly string[];
  /** Names of headers and kinds of authorization, without values. */
  readonly names: readonly string[];
  readonly hasScripts: boolean;
}

export interface CollectionImport {
  readonly name: string;
  readonly requests: readonly ImportedRequest[];
  readonly skipped: readonly SkippedRequest[];
  readonly omitted: readonly OmittedPart[];
  /** The values of variables in the bodies, for `kapture.env.json`. */
  readonly values: Readonly<Record<string, VariableValue>>;
  /** The names of secret variables in the bodies. Their values are not imported. */
  readonly secrets: readonly string[];
  /** The names of variables in the bodies that have no value. */
  readonly unknown: readonly string[];
  readonly isCut: boolean;
}

/**
 * The requests of a collection that are Kapture's, recognized like pasted curl commands. The values of environments
 * take precedence over those of folders, and those over the ones of the collection. `own` are the paths of connections.
 */
export function importCollection(
  collection: PostmanCollection,
  environments: readonly PostmanEnvironment[],
  own: readonly KnownPath[] = [],
): CollectionImport {
  const ofEnvironments = environments.map(({ variables: list }) => list);
  const scopes = new VariableScopes(ofEnvironments, collection.variables);
  const secrets = secretsOf(collection, ofEnvironments.flat(), scopes);
  const variables = new BodyVariables();
  const requests: ImportedRequest[] = [];
  const skipped: SkippedRequest[] = [];
  const omitted: OmittedPart[] = [];
  for (const request of collection.requests) {
    const path = [...request.folders, request.name];
    const scope = scopes.within(request.variables);
    const read = readRequest(request, { secrets, scope, own });
    if (read.reason) {
      skipped.push({ path, reason: read.reason });
      continue;
    }
    requests.push({ ...read.request, text: fileText(variables.translate(read.request.text, scope)) });
    if (read.omitted.length || request.hasScripts)
      omitted.push({ path, names: read.omitted, hasScripts: request.hasScripts });
  }
  const { values, secrets: secretNames, unknown } = variables;
  return {
    name: collection.name,
    requests,
    skipped,
    omitted,
    values: withoutKeys(values, secrets),
    secrets: secretNames,
    unknown,
    isCut: collection.isCut,
  };
}

interface ReadingContext {
  readonly secrets: readonly string[];
  readonly scope: VariableScope;
  readonly own: readonly KnownPath[];
}

function readRequest(
  request: PostmanRequest,
  { secrets, scope, own }: ReadingContext,
):
  | { readonly request: ImportedRequest; readonly omitted: readonly string[]; readonly reason?: undefined }
  | { readonly reason: SkipReason } {
  if (request.method !== 'POST') return { reason: 'not-post' };
  if (request.bodyMode !== 'raw') return { reason: 'no-json' };
  if (request.body.length > maxJsonLength) return { reason: 'too-long' };
  const text = withoutComments(request.body.replace(/\r\n?/g, '\n'));
  // Only the text of the body counts, because requests that are not imported must not decide which variables are used.
  const plain = stripComments(new BodyVariables().translate(text));
  const { command, omitted } = curlOfPostman(request, plain, (part) => scope.resolve(part));
  const { request: read, problem } = fromCurl(command);
  if (problem) return { reason: problem.reason === 'method' ? 'not-post' : 'no-json' };
  const operation = recognizeOperation(read, own);
  if (!operation) return { reason: 'unknown' };
  if (authKeyOffset(text) !== undefined || secrets.some((secret) => text.includes(secret))) return { reason: 'secret' };
  const { origin, path, key, omittedHeaders, omittedParameters } = read;
  const { name, folders } = request;
  return {
    request: { name, folders, operation, text, origin, path, key, command },
    omitted: [...omittedHeaders, ...omittedParameters, ...omitted],
  };
}

/** A body without the comments above it, which could name a connection. */
function withoutComments(body: string): string {
  const comments = /(?:[\s\uFEFF]+|\/\/[^\n]*|\/\*(?:[^]*?\*\/|[^]*$))*/y;
  return body.slice(comments.exec(body)?.[0].length ?? 0);
}

/** The text of a request file. A body on one line is formatted, unless it has comments. */
function fileText(body: string): string {
  const isWritten = body.trim().includes('\n') || stripComments(body) !== body;
  return `${(isWritten ? body : formatLoose(body)).trimEnd()}\n`;
}

/** The secrets of a collection, to find them in other texts. */
function secretsOf(
  { requests, variables, innerVariables }: PostmanCollection,
  ofEnvironments: readonly PostmanVariable[],
  scopes: VariableScopes,
): readonly string[] {
  const isSecretPart = (name: string): boolean =>
    ['password', 'token', 'value', 'accessToken', 'secretKey', 'clientSecret'].includes(name);
  const secrets = [...variables, ...innerVariables, ...ofEnvironments].filter(({ isSecret }) => isSecret);
  const resolvable = secrets.filter(({ value }) => value.includes('{{'));
  const texts = new Set(secrets.map(({ value }) => value));
  const auths = new Map<VariableScope, Set<PostmanAuth>>();
  for (const request of requests) {
    const scope = scopes.within(request.variables);
    const known = auths.get(scope) ?? new Set();
    auths.set(scope, request.auth ? known.add(request.auth) : known);
  }
  for (const [scope, ofScope] of auths) {
    for (const { value } of resolvable) texts.add(scope.resolve(value));
    for (const { values } of ofScope)
      for (const [name, value] of Object.entries(values)) if (isSecretPart(name)) texts.add(scope.resolve(value));
  }
  return [...texts].filter((text) => text.length >= shortestSecret && !text.includes('{{'));
}

function withoutKeys(
  values: Readonly<Record<string, VariableValue>>,
  secrets: readonly string[],
): Readonly<Record<string, VariableValue>> {
  const isClean = ([, value]: readonly [string, VariableValue]): boolean =>
    authKeyOffset(String(value)) === undefined && !secrets.some((secret) => String(value).includes(secret));
  return Object.fromEntries(Object.entries(values).filter(isClean));
}

/** A request of a collection as a curl command, and what the command does not have. */
interface PostmanCurl {
  /** The command for bash. Contains secrets. */
  readonly command: string;
  /** The parts that a connection cannot have, such as `digest authorization`. None contains a value. */
  readonly omitted: readonly string[];
}

/**
 * The curl command that sends a request of a collection, so that it is read like a pasted one. `resolve` replaces
 * variables, except in `body`.
 */
function curlOfPostman(
  { method, url, headers, auth }: PostmanRequest,
  body: string,
  resolve: (text: string) => string,
): PostmanCurl {
  const value = (name: string): string => resolve(auth?.values[name] ?? '');
  const added: PostmanPair[] = [];
  const omitted: string[] = [];
  let user: readonly string[] = [];
  switch (auth?.type) {
    case undefined:
    case 'noauth':
      break;
    case 'basic':
      user = ['--user', bashQuoted(`${value('username')}:${value('password')}`)];
      break;
    case 'bearer':
      added.push({ name: 'Authorization', value: `Bearer ${value('token')}` });
      break;
    case 'apikey':
      // As a part of the URL, a key would be in the settings, which have the paths of a connection.
      if (auth.values['in'] === 'query') omitted.push('API key in the URL');
      else added.push({ name: value('key'), value: value('value') });
      break;
    default:
      omitted.push(`${auth!.type} authorization`);
  }
  const sent = [...headers.map((header) => ({ name: header.name, value: resolve(header.value) })), ...added];
  // The line continuation marks the command as one for bash.
  const parts = [
    'curl \\\n--request',
    bashQuoted(method),
    ...user,
    ...sent.flatMap(({ name, value: text }) => ['--header', bashQuoted(`${name}: ${text}`)]),
    '--data-raw',
    bashQuoted(body),
    '--url',
    bashQuoted(resolve(url)),
  ];
  return { command: parts.join(' '), omitted };
}
