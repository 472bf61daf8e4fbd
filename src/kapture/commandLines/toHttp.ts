import { requestTarget } from '../connection/requestTarget.ts';
import { bodyParts, type CopyableHeader, type CopyableRequest } from './copyable.ts';

/**
 * The request in HTTP/1.1 (RFC 9112), except for the key, which is replaced by `$` and the variable's name, as in
 * shells. Without a comment, because HTTP has none.
 */
export function toHttp(request: CopyableRequest): string {
  const { url, body, keyVariable, headers = [] } = request;
  const parts = bodyParts(request);
  const { host } = new URL(url);
  return [
    `POST ${requestTarget(url)} HTTP/1.1`,
    `Host: ${host}`,
    `Authorization: Basic $${keyVariable}`,
    'Content-Type: application/json',
    ...headers.map((header) => `${header.name}: ${headerValue(header, keyVariable)}`),
    // The length of a secret is unknown, and must not be revealed.
    ...(parts.length === 1 ? [`Content-Length: ${Buffer.byteLength(body)}`] : []),
    'Connection: close',
    '',
    parts.map(({ text, variable }) => text ?? `$${variable}`).join(''),
  ].join('\r\n');
}

function headerValue({ value }: CopyableHeader, keyVariable: string): string {
  if (value === 'auth-key') return `Basic $${keyVariable}`;
  return 'variable' in value ? `$${value.variable}` : value.text;
}
