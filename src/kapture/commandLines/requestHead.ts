import { redactionMark } from '../redaction/redact.ts';
import { requestHeaders } from '../http/requestHeaders.ts';

/**
 * The lines of a request before its body, in the order in which they are sent, but for the key: a mark stands for it. Where
 * one stands in the body too, nobody knows how long that was, so nothing is said of it.
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

/** Headers as HTTP writes them. */
export function headerLines(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
}
