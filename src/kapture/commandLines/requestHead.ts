import { redactionMark } from '../redaction/redact.ts';
import { requestHeaders } from '../http/requestHeaders.ts';

/**
 * The lines of a request before its body, in the order in which they are sent. The key is replaced by a mark. If the
 * body has a redacted secret too, its length is unknown and the `content-length` is omitted.
 */
export function requestHead({ url, body }: { readonly url: string; readonly body: string }): string[] {
  const { host } = new URL(url);
  const path = url.slice(url.indexOf('/', url.indexOf('//') + 2));
  const headers = {
    host,
    connection: 'keep-alive',
    ...requestHeaders(redactionMark),
    ...(!body.includes(redactionMark) && { 'content-length': String(Buffer.byteLength(body)) }),
  };
  return [`POST ${path} HTTP/1.1`, ...headerLines(headers)];
}

/** Headers in HTTP format. */
export function headerLines(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
}
