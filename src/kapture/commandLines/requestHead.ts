import type { OperationId } from '../catalogue/registry.ts';
import type { Connection } from '../connection/connection.ts';
import { markedTargetHeaders } from '../exchange/targetHeaders.ts';
import { redactionMark } from '../redaction/redact.ts';
import { secretsUsedIn } from '../variables/secretVariables.ts';
import { requestHeaders } from '../http/requestHeaders.ts';

/** A request without its secrets. */
export interface HeadRequest {
  readonly url: string;
  readonly body: string;
  /** The headers of the connection, with the mark in place of secrets. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The headers that a connection sends with an operation, with a mark in place of their secrets. */
export function markedHeaders(connection: Connection, operation: OperationId): Readonly<Record<string, string>> {
  const secrets = Object.fromEntries(connection.headers.map(({ name }) => [name.toLowerCase(), redactionMark]));
  return markedTargetHeaders({ connection, secrets }, operation);
}

/**
 * The lines of a request before its body, in the order in which they are sent. The key is replaced by a mark. If the
 * body has a secret too, its length is unknown and the `content-length` is omitted.
 */
export function requestHead({ url, body, headers: extra = {} }: HeadRequest): string[] {
  const { host } = new URL(url);
  const path = url.slice(url.indexOf('/', url.indexOf('//') + 2));
  const headers = {
    host,
    connection: 'keep-alive',
    ...requestHeaders(redactionMark),
    ...extra,
    ...(!body.includes(redactionMark) &&
      !secretsUsedIn(body).length && { 'content-length': String(Buffer.byteLength(body)) }),
  };
  return [`POST ${path} HTTP/1.1`, ...headerLines(headers)];
}

/** Headers in HTTP format. */
export function headerLines(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
}
