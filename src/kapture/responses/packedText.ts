import { promisify } from 'node:util';
import { brotliCompress, brotliDecompressSync, constants } from 'node:zlib';

const compress = promisify(brotliCompress);

/** The maximum size of a block, which is compressed and decompressed as a whole, in about 0.1 ms each. */
const blockBytes = 1 << 16;

const newLine = 0x0a;

/** The fastest settings that compress a list of customers to a tenth. */
const packing = {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: 1,
    [constants.BROTLI_PARAM_LGWIN]: 16,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
  },
};

interface Block {
  readonly start: number;
  bytes: Buffer;
  isPacked: boolean;
}

/** A block of a {@link PackedText}, to be copied to another thread. */
export interface PackedBlock {
  readonly bytes: Uint8Array;
  /** Whether the bytes are compressed. */
  readonly isPacked: boolean;
}

/** The text of all blocks, in order. */
export function unpackedText(blocks: readonly PackedBlock[]): string {
  return Buffer.concat(
    blocks.map(({ bytes, isPacked }) => (isPacked ? brotliDecompressSync(bytes) : bytes)),
  ).toString();
}

/**
 * A long text that is compressed in memory, and sliced like a string. It is UTF-8, and offsets are in bytes, so that a
 * slice does not require decoding the text before it.
 */
export class PackedText {
  readonly #blocks: Block[] = [];
  readonly #packing = new Set<Promise<void>>();
  #length = 0;
  #heldBytes = 0;
  /** The block that was decompressed last, because the next slice is usually in it too. */
  #last: { readonly start: number; readonly bytes: Buffer } | undefined;

  /** In bytes. */
  get length(): number {
    return this.#length;
  }

  /** The memory that it uses, in bytes. Higher while the last blocks are being compressed. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /**
   * Offsets, about 64 kB apart, at which it can be split: after a line break if possible, never inside a character.
   * Includes the end.
   */
  get cuts(): number[] {
    return [...this.#blocks.slice(1).map(({ start }) => start), this.#length];
  }

  /** Adds one block from the start of `bytes`, all of them if they are few. Returns the size of the block. */
  add(bytes: Buffer): number {
    const end = blockEnd(bytes);
    if (end === 0) return 0;
    const block: Block = { start: this.#length, bytes: Buffer.from(bytes.subarray(0, end)), isPacked: false };
    this.#blocks.push(block);
    this.#length += end;
    this.#heldBytes += end;
    // In a thread of Node's pool: compressing here would block for 2 ms per megabyte (bench `window.response`).
    const packing = this.#pack(block).finally(() => this.#packing.delete(packing));
    this.#packing.add(packing);
    return end;
  }

  /** Resolves when all added blocks are compressed. */
  async packed(): Promise<void> {
    await Promise.all(this.#packing);
  }

  /** A block that cannot be compressed stays uncompressed. */
  async #pack(block: Block): Promise<void> {
    try {
      // Copied, because zlib returns a slice of a larger buffer.
      const packed = Buffer.from(await compress(block.bytes, packing));
      this.#heldBytes += packed.length - block.bytes.length;
      block.bytes = packed;
      block.isPacked = true;
    } catch {
      // Out of memory. The uncompressed block works as well.
    }
  }

  /** The blocks as they are now, without copying their bytes. */
  get blocks(): PackedBlock[] {
    return this.#blocks.map(({ bytes, isPacked }) => ({ bytes, isPacked }));
  }

  /** The bytes from `start` up to but not including `end`. */
  bytes(start: number, end: number): Buffer {
    const [from, to] = [Math.max(0, start), Math.min(end, this.#length)];
    const bytes = Buffer.allocUnsafe(Math.max(0, to - from));
    for (let index = this.#blockAt(from), filled = 0; filled < bytes.length; index++) {
      const block = this.#blocks[index]!;
      filled += this.#unpacked(block).copy(bytes, filled, from + filled - block.start);
    }
    return bytes;
  }

  /** The text from `start` up to but not including `end`, which are byte offsets. */
  slice(start: number, end: number = this.#length): string {
    return this.bytes(start, end).toString();
  }

  /** The complete text, decompressed. */
  toString(): string {
    return this.slice(0);
  }

  #unpacked({ start, bytes, isPacked }: Block): Buffer {
    if (!isPacked) return bytes;
    if (this.#last?.start !== start) this.#last = { start, bytes: brotliDecompressSync(bytes) };
    return this.#last.bytes;
  }

  #blockAt(offset: number): number {
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#blocks[middle]!.start <= offset) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }
}

/**
 * The size of the block at the start of `bytes`: up to its last line break if that is in its second half, otherwise
 * between two characters.
 */
function blockEnd(bytes: Buffer): number {
  if (bytes.length <= blockBytes) return bytes.length;
  const line = bytes.lastIndexOf(newLine, blockBytes - 1) + 1;
  if (line > blockBytes / 2) return line;
  let end = blockBytes;
  // Go back at most the length of a character: bytes that are not UTF-8 have no characters to keep together.
  while (end > blockBytes - 4 && (bytes[end]! & 0xc0) === 0x80) end--;
  return end;
}
