import { isUtf8 } from 'node:buffer';
import { nameChange } from '../../kapture/connection/nameChange.ts';

/**
 * What a file contains once it names the connection `to` instead of `from`; every other byte stays. Undefined if it does not
 * name it. Throws for names that cannot be written in its encoding.
 */
export function renamedBytes(path: string, bytes: Uint8Array, from: string, to: string): Uint8Array | undefined {
  // Outside UTF-8 the encoding is unknown; ASCII is the same in those that extend it.
  const encoding = isUtf8(bytes) ? 'utf8' : 'latin1';
  const text = Buffer.from(bytes).toString(encoding);
  const change = nameChange(path, text, from, to);
  if (!change) return undefined;
  if (encoding === 'latin1' && !/^[\x20-\x7e]*$/.test(from + to))
    throw new Error('The encoding of the file is unknown.');
  const end = change.offset + change.length;
  return Buffer.from(text.slice(0, change.offset) + change.text + text.slice(end), encoding);
}
