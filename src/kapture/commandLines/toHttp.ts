import type { CopyableRequest } from './copyable.ts';

/**
 * The request as it goes over the wire, HTTP/1.1 (RFC 9112), but for the key: `$` and the variable's name stand for it,
 * as `envsubst` wants. A comment has no place in it.
 */
export function toHttp({ url, body, keyVariable }: CopyableRequest): string {
  const { host } = new URL(url);
  const target = /^[^/]*\/\/[^/]*(\/[^#]*)/.exec(url)?.[1] ?? '/';
  return [
    `POST ${target} HTTP/1.1`,
    `Host: ${host}`,
    `Authorization: Basic $${keyVariable}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
