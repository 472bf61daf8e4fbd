import { StringDecoder } from 'node:string_decoder';
import { problem } from '../../problem/problem.ts';
import { TableError } from './table.ts';

export const textEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type TextEncoding = (typeof textEncodings)[number];

/** The name of an encoding in the interface. */
export const encodingTitles: Readonly<Record<TextEncoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  'windows-1252': 'Windows-1252',
};

export interface EncodingFinding {
  readonly encoding: TextEncoding;
  /** Length of the byte order mark, in bytes. */
  readonly bomLength: number;
}

const marks: readonly (readonly [TextEncoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** Beginnings of files that are often mistaken for a table. */
const binaries = [
  {
    start: Buffer.from('PK\u0003\u0004'),
    problem: problem('This is an Excel workbook or another archive. Save the sheet as CSV, or paste its cells.'),
  },
  {
    start: Buffer.from([0xd0, 0xcf, 0x11, 0xe0]),
    problem: problem('This is a workbook in an old Excel format. Save the sheet as CSV, or paste its cells.'),
  },
] as const;

/** Number of bytes at the beginning in which UTF-16 without a byte order mark is recognized. */
const sampleBytes = 4096;
/** Bytes without a character in Windows-1252. */
const unassigned = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/**
 * Recognizes the encoding of a text from all of its bytes. The rule, in this order: a byte order mark; UTF-16 if at
 * least a third of the first 2,048 characters have an empty upper byte; UTF-8 if all bytes are valid in it;
 * Windows-1252 if it has a character for each byte. Anything else is refused.
 */
export class EncodingDetector {
  readonly #stated: TextEncoding | undefined;
  #head = Buffer.alloc(0);
  #mayBeUtf8 = true;
  #mayBeWindows = true;
  #hasNull = false;
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true });

  /** With a `stated` encoding, only byte order marks and validity are checked. */
  constructor(stated?: TextEncoding) {
    this.#stated = stated;
  }

  push(chunk: Buffer): void {
    if (this.#head.length < sampleBytes)
      this.#head = Buffer.concat([this.#head, chunk.subarray(0, sampleBytes - this.#head.length)]);
    this.#hasNull ||= chunk.includes(0);
    this.#mayBeUtf8 &&= this.#isUtf8(chunk);
    this.#mayBeWindows &&= !unassigned.some((byte) => chunk.includes(byte));
  }

  /** The encoding, after the last bytes. Throws a {@link TableError}. */
  end(): EncodingFinding {
    // The last character may be incomplete.
    this.#mayBeUtf8 &&= this.#isUtf8();
    const binary = binaries.find(({ start }) => this.#head.subarray(0, start.length).equals(start));
    if (binary) throw new TableError('not-text', binary.problem);
    const mark = marks.find(([, bytes]) => bytes.every((byte, index) => this.#head[index] === byte));
    const encoding = this.#stated ?? mark?.[0] ?? this.#wide() ?? this.#narrow();
    const isValid = {
      'utf-8': this.#mayBeUtf8,
      'windows-1252': this.#mayBeWindows,
      'utf-16le': true,
      'utf-16be': true,
    }[encoding];
    if (!isValid) throw new TableError('encoding', problem('The text is not in {0}.', encodingTitles[encoding]));
    if (this.#hasNull && !encoding.startsWith('utf-16'))
      throw new TableError('not-text', problem('This is a binary file, not a table.'));
    return { encoding, bomLength: mark?.[0] === encoding ? mark[1].length : 0 };
  }

  /** Whether the next chunk, or without one the end, is valid. */
  #isUtf8(chunk?: Buffer): boolean {
    try {
      this.#utf8.decode(chunk, { stream: chunk !== undefined });
      return true;
    } catch {
      return false;
    }
  }

  #wide(): TextEncoding | undefined {
    const characters = Math.floor(this.#head.length / 2);
    if (characters < 2) return undefined;
    const zeros = [0, 0];
    for (let at = 0; at < characters * 2; at++) if (this.#head[at] === 0) zeros[at % 2]!++;
    const [first, second] = zeros as [number, number];
    if (Math.max(first, second) * 3 < characters) return undefined;
    // A binary file has empty bytes in both places.
    if (Math.min(first, second) * 10 > characters) return undefined;
    return second > first ? 'utf-16le' : 'utf-16be';
  }

  #narrow(): TextEncoding {
    if (this.#mayBeUtf8) return 'utf-8';
    if (this.#mayBeWindows) return 'windows-1252';
    throw new TableError(
      'encoding',
      problem('The encoding of the text is unknown. It is not UTF-8, UTF-16 or Windows-1252. Save it as UTF-8.'),
    );
  }
}

export interface TextDecoding {
  write(chunk: Buffer): string;
  end(): string;
}

/** The characters of Windows-1252 from 0x80 on; the others are those of Latin-1. */
const windowsCharacters = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** A decoder of chunks. Node's own one for Windows-1252 reads 0x80 to 0x9f as Latin-1 in some versions. */
export function decoding(encoding: TextEncoding): TextDecoding {
  switch (encoding) {
    case 'utf-8':
    case 'utf-16le':
      return new StringDecoder(encoding === 'utf-8' ? 'utf8' : 'utf16le');
    case 'windows-1252':
      return {
        write: (chunk) =>
          chunk.toString('latin1').replace(/[\x80-\x9f]/g, (byte) => windowsCharacters[byte.charCodeAt(0) - 0x80]!),
        end: () => '',
      };
    case 'utf-16be':
      return swapped(new StringDecoder('utf16le'));
  }
}

/** Decodes UTF-16 BE with a decoder for LE. */
function swapped(decoder: StringDecoder): TextDecoding {
  let rest = Buffer.alloc(0);
  return {
    write: (chunk) => {
      const bytes = Buffer.concat([rest, chunk]);
      const even = bytes.length - (bytes.length % 2);
      rest = Buffer.from(bytes.subarray(even));
      return decoder.write(bytes.subarray(0, even).swap16());
    },
    end: () => decoder.end(),
  };
}
