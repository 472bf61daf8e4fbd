import { createHash } from 'node:crypto';

/** Numbers from 0 up to but not including 1 that depend on a seed alone, and do not reveal it. */
export function seededRandom(seed: string): () => number {
  let block = createHash('sha256').update(seed).digest();
  let at = 0;
  return () => {
    if (at === block.length) {
      block = createHash('sha256').update(block).digest();
      at = 0;
    }
    const number = block.readUInt32BE(at) / 2 ** 32;
    at += 4;
    return number;
  };
}
