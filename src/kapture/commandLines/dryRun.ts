import { redactionMark } from '../redact.ts';
import { requestHeaders } from '../requestHeaders.ts';

/** The bytes that would be sent for a request, in the order in which they are, but for the key: a mark stands for it. */
export function dryRun({ url, body }: { readonly url: string; readonly body: string }): string {
  const { host } = new URL(url);
  const path = url.slice(url.indexOf('/', url.indexOf('//') + 2));
  const headers = { host, connection: 'keep-alive', ...requestHeaders(redactionMark), 'content-length': String(Buffer.byteLength(body)) };
  return [`POST ${path} HTTP/1.1`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), '', body].join('\r\n');
}
