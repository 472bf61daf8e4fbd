import { isUtf8 } from 'node:buffer';
import { nameChange } from '../../../kapture/connection/nameChange.ts';

/**
 * Replaces the connection name `from` with `to` in the content of a file; every other byte is unchanged. Undefined if
 * the file does not name it. Throws if the encoding is unknown and a name is not ASCII.
 */
export function renameInBytes(path: string, bytes: Uint8Array, from: string, to: string): Uint8Array | undefined {
  // If it is not UTF-8, the encoding is unknown. latin1 keeps every byte, and ASCII names are the same in its
  // extensions.
  const encoding = isUtf8(bytes) ? 'utf8' : 'latin1';
  const text = Buffer.from(bytes).toString(encoding);
  const change = nameChange(path, text, from, to);
  if (!change) return undefined;
  if (encoding === 'latin1' && !/^[\x20-\x7e]*$/.test(from + to))
    throw new Error('The encoding of the file is unknown.');
  const end = change.offset + change.length;
  return Buffer.from(text.slice(0, change.offset) + change.text + text.slice(end), encoding);
}
