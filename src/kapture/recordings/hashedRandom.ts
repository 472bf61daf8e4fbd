import { createHash } from 'node:crypto';

/** Returns numbers from 0 (inclusive) to 1 (exclusive). */
export type Random = () => number;

/** Numbers from 0 up to but not including 1 that depend on a seed alone, and do not reveal it. */
export function hashedRandom(seed: string): Random {
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
