import type { Socket } from 'node:net';

/** A longer head is passed to the parser, which has its own limit. */
const maxHeadBytes = 1 << 14;
const headEnd = '\r\n\r\n';
/** Except `101`, which changes the protocol. */
const informational = /^HTTP\/1\.[01] 1(?!01)\d\d[ \r]/;
/** The number of characters that the pattern needs. */
const patternLength = 'HTTP/1.1 100 '.length;

/**
 * Makes a connection skip informational responses (1xx, RFC 9110, 15.2). A server may send any number of them before a
 * response, even unrequested, but undici closes the connection at a `100 Continue`.
 */
export function skipInformational<Connected extends Socket>(socket: Connected): Connected {
  const read = socket.read.bind(socket) as (size?: number) => Buffer | null;
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  // A response starts after a request, and no request is sent before the previous response has ended.
  let isHeadNext = false;
  let start: Buffer | undefined;
  const writeRequest = (...args: unknown[]): boolean => {
    isHeadNext = true;
    return write(...args);
  };
  const readResponse = (size?: number): Buffer | null => {
    while (isHeadNext) {
      const chunk = read(size);
      if (chunk === null) return null;
      const bytes: Buffer = start ? Buffer.concat([start, chunk]) : chunk;
      const head = findHead(bytes);
      start = head.isCertain ? undefined : bytes.subarray(head.offset);
      if (!head.isCertain) continue;
      isHeadNext = false;
      return bytes.subarray(head.offset);
    }
    return read(size);
  };
  return Object.assign(socket, { read: readResponse, write: writeRequest });
}

/** The offset of the first head that is not informational. Uncertain if more bytes are needed to decide. */
function findHead(bytes: Buffer): { readonly offset: number; readonly isCertain: boolean } {
  for (let offset = 0; ;) {
    const beginning = bytes.toString('latin1', offset, offset + patternLength);
    if (!informational.test(beginning)) return { offset, isCertain: !couldBecomeInformational(beginning) };
    const end = bytes.indexOf(headEnd, offset);
    if (end < 0) return { offset, isCertain: bytes.length - offset > maxHeadBytes };
    offset = end + headEnd.length;
  }
}

function couldBecomeInformational(beginning: string): boolean {
  return beginning.length < patternLength && informational.test(beginning + 'HTTP/1.1 100 '.slice(beginning.length));
}
