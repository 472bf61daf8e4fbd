import { readFile, stat } from 'node:fs/promises';
import { maxJsonLength } from '../../kapture/json/jsonLimits.ts';

/**
 * The text of a file without a byte order mark. Undefined if the file is larger than `maxJsonLength`. Rejects if it
 * cannot be read.
 */
export async function readTextFile(file: string): Promise<string | undefined> {
  const stats = await stat(file);
  // A link can lead to `/dev/zero`, which has no size and never ends.
  if (stats.isCharacterDevice()) throw Object.assign(new Error('A device cannot be read.'), { code: 'ENXIO' });
  if (stats.size > maxJsonLength) return undefined;
  return new TextDecoder().decode(await readFile(file));
}
