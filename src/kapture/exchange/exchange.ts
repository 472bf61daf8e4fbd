import type { OperationId } from '../catalogue/registry.ts';
import type { AuthKey } from '../connection/authKey.ts';
import { urlOf, type Connection } from '../connection/connection.ts';
import type { ExtraHeader, HeaderSecrets } from '../connection/extraHeaders.ts';
import { redactionMark } from '../redaction/redact.ts';
import { readCustomer, type Customer } from '../records/customer.ts';
import type { PackedText } from '../responses/packedText.ts';
import type { ResponseReading } from '../responses/readResponse.ts';
import type { SecretVariables } from '../variables/secretVariables.ts';
import { withoutSecretUses } from '../variables/variables.ts';

export interface Target {
  readonly connection: Connection;
  readonly key: AuthKey;
  /** The values of the connection's secret headers; omitted if it has none. */
  readonly secrets?: HeaderSecrets;
  /** The values of the connection's secret variables; omitted if it has none. */
  readonly variables?: SecretVariables;
  /** Other secrets that a server may repeat, such as the keys of other operations. They are redacted and not sent. */
  readonly alsoRedacted?: readonly string[];
}

/** A response, unchanged except for secrets. */
export interface Response {
  readonly status: number;
  /** In the order received. Names are in lower case, cookies have no values. Undefined if they were not stored. */
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly contentType: string;
  /** Compressed if it is longer than a megabyte. */
  readonly text: string | PackedText;
  readonly bytes: number;
  /** From sending the request to the last byte of the response. */
  readonly milliseconds: number;
  /** Where a redirect points; it is not followed. */
  readonly location: string | undefined;
  /** Its records are spans of `text`, in characters of a string or in bytes of a {@link PackedText}. */
  readonly reading: ResponseReading;
}

export interface SentRequest {
  readonly operation: OperationId;
  /** The tenant that it belongs to, see {@link Connection}. */
  readonly tenant: string;
  /** The name of the connection when the request was sent. */
  readonly connection: string;
  /** The time zone of the dates in the response. */
  readonly timeZone: string;
  readonly url: string;
  /** With `{{$secret.name}}` in place of each secret variable. */
  readonly requestBody: string;
  /** The headers of the connection that were sent, with a mark in place of each secret. */
  readonly requestHeaders: Readonly<Record<string, string>>;
  /** In epoch milliseconds. */
  readonly sentAt: number;
}

/**
 * A request with its response. Contains no key: one that a server sends back or that the request contains is redacted.
 */
export interface Exchange extends SentRequest {
  readonly response: Response;
}

/** An exchange whose response takes too long to format or parse at once. It is stored compressed and shown in parts. */
export type LongExchange = Exchange & { readonly response: { readonly text: PackedText } };

export function isLong(exchange: Exchange): exchange is LongExchange {
  return typeof exchange.response.text !== 'string';
}

/** The customers in the response of a Pull or Get. */
export function customersOf({ response, timeZone }: Exchange): Customer[] {
  return response.reading.records
    .map(({ start, end }) => readCustomer(response.text.slice(start, end), timeZone))
    .filter((customer) => customer !== undefined);
}

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

/** The headers among those of a request that the connection adds, with a mark in place of each secret. */
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
 * The stored form of a request that is sent now, with a mark in place of each secret header. Its body and URL are not
 * redacted. Secret variables in the body stay `{{$secret.name}}`; without `usesSecrets`, such a text is not a variable.
 */
export function sentRequest(operation: OperationId, body: string, target: Target, usesSecrets = false): SentRequest {
  const { connection } = target;
  return {
    operation,
    tenant: connection.tenant,
    connection: connection.name,
    timeZone: connection.timeZone,
    url: urlOf(connection, operation),
    // The history can send the request again, and then fills in secrets. A text of the server must not be filled in.
    requestBody: usesSecrets ? body : withoutSecretUses(body),
    requestHeaders: markedTargetHeaders(target, operation),
    sentAt: Date.now(),
  };
}
