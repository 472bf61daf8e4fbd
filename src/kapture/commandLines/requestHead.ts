import type { OperationId } from '../catalogue/registry.ts';
import type { Connection } from '../connection/connection.ts';
import { type Exchange, markedTargetHeaders, requestHeaders, type Response } from '../exchange/exchange.ts';
import { redactionMark } from '../redaction/redact.ts';
import { secretsUsedIn } from '../variables/secretVariables.ts';

interface HeadRequest {
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
function requestHead({ url, body, headers: extra = {} }: HeadRequest): string[] {
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

function headerLines(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
}

/** An exchange without the body of its response. */
export type Heads = Pick<Exchange, 'url' | 'requestBody' | 'requestHeaders'> & {
  readonly response: Pick<Response, 'status' | 'headers'>;
};

/** The texts for what is unknown in the document. */
interface HeadsTexts {
  /** The response's headers were not stored. */
  readonly notStored: string;
  /** A secret in the body was redacted, so the length of the sent body is unknown. */
  readonly secretReplaced: string;
}

/**
 * The request, with its exact body, and the head of the response, in HTTP format. A mark replaces each secret. The
 * body of the response is a separate document.
 */
export function exchangeHeads(exchange: Heads, texts: HeadsTexts): string {
  const { url, requestBody, requestHeaders, response } = exchange;
  const { status, headers } = response;
  return [
    ...requestHead({ url, body: requestBody, headers: requestHeaders }),
    ...(requestBody.includes(redactionMark) ? [texts.secretReplaced] : []),
    '',
    requestBody,
    '',
    ...(status ? [`HTTP/1.1 ${status}`] : []),
    ...(headers ? headerLines(headers) : [texts.notStored]),
    '',
  ].join('\n');
}

/**
 * The exact text that would be sent for a request, except for the key and secret headers, which are replaced by a mark.
 */
export function dryRun(request: HeadRequest): string {
  return [...requestHead(request), '', request.body].join('\r\n');
}
