import type { CopyableHeader, CopyableRequest } from './copyable.ts';

/**
 * The request in HTTP/1.1 (RFC 9112), except for the key, which is replaced by `$` and the variable's name, as
 * `envsubst` expects. Without a comment, because HTTP has none.
 */
export function toHttp({ url, body, keyVariable, headers = [] }: CopyableRequest): string {
  const { host } = new URL(url);
  const target = /^[^/]*\/\/[^/]*(\/[^#]*)/.exec(url)?.[1] ?? '/';
  return [
    `POST ${target} HTTP/1.1`,
    `Host: ${host}`,
    `Authorization: Basic $${keyVariable}`,
    'Content-Type: application/json',
    ...headers.map((header) => `${header.name}: ${headerValue(header, keyVariable)}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}

function headerValue({ value }: CopyableHeader, keyVariable: string): string {
  if (value === 'auth-key') return `Basic $${keyVariable}`;
  return 'variable' in value ? `$${value.variable}` : value.text;
}
