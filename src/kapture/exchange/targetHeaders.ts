import type { OperationId } from '../catalogue/registry.ts';
import { urlOf, type Connection } from '../connection/connection.ts';
import type { ExtraHeader } from '../connection/extraHeaders.ts';
import { redactionMark } from '../redaction/redact.ts';
import { withoutSecretUses } from '../variables/variables.ts';
import type { SentRequest, Target } from './exchange.ts';

/**
 * The headers of every request, except those that HTTP adds. `key` is an auth key, or a placeholder in copied requests.
 */
export function requestHeaders(key: string): Readonly<Record<string, string>> {
  return { authorization: `Basic ${key}`, 'content-type': 'application/json', accept: 'application/json, */*;q=0.5' };
}

/** All headers of a request, except those that HTTP adds. A secret header without a stored value is omitted. */
export function targetHeaders(
  { connection, key, secrets = {} }: Target,
  operation: OperationId,
): Readonly<Record<string, string>> {
  const own = requestHeaders(key);
  return { ...own, ...headersOfConnection(connection, operation, own['authorization']!, secrets) };
}

/** The headers of the connection among the headers of a request, with a mark in place of each secret. */
export function markedTargetHeaders(
  { connection, secrets = {} }: Omit<Target, 'key'>,
  operation: OperationId,
): Readonly<Record<string, string>> {
  const marks = Object.fromEntries(Object.keys(secrets).map((name) => [name, redactionMark]));
  return headersOfConnection(connection, operation, requestHeaders(redactionMark)['authorization']!, marks);
}

function headersOfConnection(
  { headers }: Connection,
  operation: OperationId,
  authorization: string,
  secrets: Target['secrets'] & object,
): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const header of headers) {
    const value = appliesTo(header, operation) ? valueOf(header, authorization, secrets) : undefined;
    if (value !== undefined) found[header.name.toLowerCase()] = value;
  }
  return found;
}

/** Whether a header is sent with an operation. */
export function appliesTo({ operations }: ExtraHeader, operation: OperationId): boolean {
  return operations === undefined || operations.includes(operation);
}

/** The secrets of a target, to redact them. */
export function secretsOf({ key, secrets = {}, variables = {}, alsoRedacted = [] }: Target): readonly string[] {
  return [key, ...Object.values(secrets), ...Object.values(variables), ...alsoRedacted];
}

function valueOf(
  { name, value }: ExtraHeader,
  authorization: string,
  secrets: Target['secrets'] & object,
): string | undefined {
  if (value === 'auth-key') return authorization;
  return value === 'secret' ? secrets[name.toLowerCase()] : value.text;
}

/**
 * A request that is sent now, with a mark in place of each secret header. Its body and URL are not redacted. Secret
 * variables in the body stay `{{$secret.name}}`; without `usesSecrets`, such a text is not one.
 */
export function sentRequest(operation: OperationId, body: string, target: Target, usesSecrets = false): SentRequest {
  const { connection } = target;
  return {
    operation,
    tenant: connection.tenant,
    connection: connection.name,
    timeZone: connection.timeZone,
    url: urlOf(connection, operation),
    // Sending the request again from the history fills secrets, which must not happen to a text of the server in it.
    requestBody: usesSecrets ? body : withoutSecretUses(body),
    requestHeaders: markedTargetHeaders(target, operation),
    sentAt: Date.now(),
  };
}
