import { createHash } from 'node:crypto';
import type { OperationId } from '../catalogue/registry.ts';
import type { Connection } from '../connection/connection.ts';
import { appliesTo } from '../exchange/exchange.ts';
import { secretsUsedIn, secretUses } from '../variables/secretVariables.ts';

/** A header to copy: its text, the environment variable with its secret, or the value of the `Authorization` header. */
export interface CopyableHeader {
  readonly name: string;
  readonly value: { readonly text: string } | { readonly variable: string } | 'auth-key';
}

/** A request to copy, without its auth key. */
export interface CopyableRequest {
  readonly url: string;
  readonly body: string;
  /** The environment variable from which the copied text reads the key. */
  readonly keyVariable: string;
  readonly headers?: readonly CopyableHeader[];
  /** The environment variables of the secrets in the body, by the names of the secrets. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** A part of a body: text, or the environment variable with a secret. */
export type BodyPart =
  { readonly text: string; readonly variable?: undefined } | { readonly text?: undefined; readonly variable: string };

/** The body of a request, split at its secrets. It starts and ends with a text. */
export function bodyParts({ body, secrets = {} }: CopyableRequest): readonly BodyPart[] {
  const parts: BodyPart[] = [];
  let text = '';
  let done = 0;
  for (const { name, offset, length } of secretUses(body)) {
    text += body.slice(done, offset);
    done = offset + length;
    const variable = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
    if (variable === undefined) {
      text += body.slice(offset, done);
      continue;
    }
    parts.push({ text }, { variable });
    text = '';
  }
  return [...parts, { text: text + body.slice(done) }];
}

/** The variables of the secrets in a body, each once. */
export function bodyVariables(request: CopyableRequest): readonly string[] {
  return [...new Set(bodyParts(request).flatMap(({ variable }) => variable ?? []))];
}

/**
 * The environment variables of the secrets in a body, for {@link CopyableRequest.secrets}. `stored` are the names of
 * all secrets of the connection. A secret whose plain variable is that of another secret has its own variable.
 */
export function copyableSecrets(
  body: string,
  connection: string,
  all: readonly string[] = [],
  stored: readonly string[] = [],
): Readonly<Record<string, string>> {
  const suffix = keyVariableOf(connection, all).replace(/^KAPTURE_KEY/, '');
  const used = secretsUsedIn(body);
  return Object.fromEntries(
    used.map((name) => {
      const plain = plainSecretVariable(name);
      const isAmbiguous = [...used, ...stored].some((other) => other !== name && plainSecretVariable(other) === plain);
      return [name, `${plain}${suffix}${isAmbiguous ? `_${hashOf(name)}` : ''}`] as const;
    }),
  );
}

/** The environment variable for a secret variable regardless of the connection: `KAPTURE_SECRET_TOKEN` for `token`. */
export function plainSecretVariable(name: string): string {
  return `KAPTURE_SECRET_${upperSnake(name)}`;
}

/**
 * Like {@link plainSecretVariable}, but never the variable of another secret: the plain variable of `api-key` is also
 * that of `api_key`.
 */
export function ownSecretVariable(name: string): string {
  return `${plainSecretVariable(name)}_${hashOf(name)}`;
}

/** The headers that a connection sends with an operation, without their secrets. */
export function copyableHeaders(
  { name: connection, headers }: Pick<Connection, 'name' | 'headers'>,
  operation: OperationId,
  all: readonly string[] = [],
): CopyableHeader[] {
  return headers
    .filter((header) => appliesTo(header, operation))
    .map(({ name, value }) => ({
      name,
      value: value === 'secret' ? { variable: headerVariableOf(name, connection, all) } : value,
    }));
}

/** The variables of a request's secret headers. */
export function headerVariables({ headers = [] }: CopyableRequest): readonly string[] {
  return headers.flatMap(({ value }) => (typeof value === 'object' && 'variable' in value ? value.variable : []));
}

/**
 * The environment variable for the secret value of a header: `KAPTURE_X_API_KEY_ACME` for `x-api-key` of "Acme". Like
 * the variable of a key, it belongs to one connection.
 */
export function headerVariableOf(header: string, connection: string, all: readonly string[] = []): string {
  const ofConnection = keyVariableOf(connection, all).replace(/^KAPTURE_KEY/, '');
  return `${plainHeaderVariable(header)}${ofConnection}`;
}

/** The environment variable for a header regardless of the connection: `KAPTURE_X_API_KEY`. */
export function plainHeaderVariable(header: string): string {
  const name = upperSnake(header);
  // This is never the variable of an auth key.
  return /^(KEY(_|$)|$)/.test(name) ? `KAPTURE_HEADER_${name}` : `KAPTURE_${name}`;
}

/**
 * The environment variable for the key of a connection: `KAPTURE_KEY_ACME_INDIA` for "Acme (India)", and `KAPTURE_KEY`
 * for a name without Latin letters and digits. If another one of `all` connections has the same variable, a hash of the
 * name is appended, so that a copied command never uses another tenant's key.
 */
export function keyVariableOf(connection: string, all: readonly string[] = []): string {
  const variable = plainVariableOf(connection);
  const isAmbiguous = all.some((name) => name !== connection && plainVariableOf(name) === variable);
  return isAmbiguous ? `${variable}_${hashOf(connection)}` : variable;
}

function hashOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 6).toUpperCase();
}

function plainVariableOf(connection: string): string {
  const name = upperSnake(connection);
  return name ? `KAPTURE_KEY_${name}` : 'KAPTURE_KEY';
}

function upperSnake(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
    .toUpperCase();
}
