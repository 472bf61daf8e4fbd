import type { CopyableRequest } from './copyable.ts';

/**
 * The request in HTTP/1.1 (RFC 9112), except for the key, which is replaced by `$` and the variable's name, as
 * `envsubst` expects. Without a comment, because HTTP has none.
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
