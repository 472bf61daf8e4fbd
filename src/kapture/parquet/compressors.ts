import { brotliDecompressSync, gunzipSync, type ZlibOptions, type BrotliOptions } from 'node:zlib';
import type { Compressors } from 'hyparquet';

/**
 * Compressions in addition to Snappy, which is part of hyparquet. Zstandard needs Node.js 22.15, which VS Code may not
 * have. A few bytes can decompress to gigabytes, so a page may only have the size that its header states, and all pages
 * together `maxBytes`.
 */
export function compressorsUpTo(maxBytes: number): Compressors {
  let left = maxBytes;
  const limited =
    (decompress: (bytes: Uint8Array, options: ZlibOptions & BrotliOptions) => Uint8Array) =>
    (bytes: Uint8Array, length: number): Uint8Array => {
      left -= length;
      if (left < 0) throw new Error('The pages are too large.');
      try {
        return decompress(bytes, { maxOutputLength: Math.max(length, 1) });
      } catch (error) {
        // Without the code, which only errors of the file system have.
        throw new Error('The page cannot be decompressed.', { cause: error });
      }
    };
  return { GZIP: limited(gunzipSync), BROTLI: limited(brotliDecompressSync) };
}
