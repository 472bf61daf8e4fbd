import type { Surroundings } from './jsonStrings.ts';
import { redactionMark, type Redact } from './redact.ts';

const mark = Buffer.from(redactionMark);

/**
 * Redacts secrets in bytes; returns the same buffer if there are none. Reads them as Latin-1, so that all other bytes
 * stay unchanged, valid UTF-8 or not.
 */
export function redactBytes(bytes: Buffer, redact: Redact, surroundings?: Surroundings): Buffer {
  if (redact.mayContain?.(bytes, 0, bytes.length) === false) return bytes;
  const text = bytes.toString('latin1');
  const [first = '', ...others] = redact(text, surroundings).split(redactionMark);
  return others.length
    ? Buffer.concat([Buffer.from(first, 'latin1'), ...others.flatMap((piece) => [mark, Buffer.from(piece, 'latin1')])])
    : bytes;
}
