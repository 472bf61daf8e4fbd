import type { Socket } from 'node:net';

/** A head that is longer is left to the parser, which has a limit of its own. */
const longestHead = 1 << 14;
const headEnd = '\r\n\r\n';
/** `101` is none of them: it changes the protocol. */
const informational = /^HTTP\/1\.[01] 1(?!01)\d\d[ \r]/;
/** As long as the start of a head is shorter than what the pattern takes. */
const patternLength = 'HTTP/1.1 100 '.length;

/**
 * Has a connection pass over informational responses (1xx, RFC 9110, 15.2). A server may send any number of them before a
 * response, unasked too; undici ends the connection at a `100 Continue`.
 */
export function skipInformational<Connected extends Socket>(socket: Connected): Connected {
  const read = socket.read.bind(socket) as (size?: number) => Buffer | null;
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  // A response begins behind a request, and no request is sent before the earlier response has ended.
  let isHeadNext = false;
  let start: Buffer | undefined;
  const writeRequest = (...args: unknown[]): boolean => {
    isHeadNext = true;
    return write(...args);
  };
  const readResponse = (size?: number): Buffer | null => {
    while (isHeadNext) {
      const piece = read(size);
      if (piece === null) return null;
      const bytes: Buffer = start ? Buffer.concat([start, piece]) : piece;
      const at = behindInformational(bytes);
      start = at.isComplete ? undefined : bytes.subarray(at.place);
      if (!at.isComplete) continue;
      isHeadNext = false;
      return bytes.subarray(at.place);
    }
    return read(size);
  };
  return Object.assign(socket, { read: readResponse, write: writeRequest });
}

/** Where the first head begins that is not informational; not complete where that cannot be told yet. */
function behindInformational(bytes: Buffer): { readonly place: number; readonly isComplete: boolean } {
  for (let place = 0; ;) {
    const beginning = bytes.toString('latin1', place, place + patternLength);
    if (!informational.test(beginning)) return { place, isComplete: !couldBecomeInformational(beginning) };
    const end = bytes.indexOf(headEnd, place);
    if (end < 0) return { place, isComplete: bytes.length - place > longestHead };
    place = end + headEnd.length;
  }
}

function couldBecomeInformational(beginning: string): boolean {
  return beginning.length < patternLength && informational.test(beginning + 'HTTP/1.1 100 '.slice(beginning.length));
}
