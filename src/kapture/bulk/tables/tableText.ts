import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { problem } from '../../problem/problem.ts';
import { TableError, type TableSource, type TextEncoding } from './table.ts';

/** The bytes of a table in chunks. Throws a {@link TableError}. */
async function* bytesOf(
  source: TableSource,
  signal?: AbortSignal,
  range: { readonly end?: number } = {},
): AsyncGenerator<Buffer> {
  throwIfCanceled(signal);
  if (source.path === undefined) {
    yield Buffer.from(source.text);
    return;
  }
  const stream = createReadStream(source.path, { highWaterMark: 1 << 16, ...range });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      throwIfCanceled(signal);
      yield chunk;
    }
  } catch (error) {
    if (TableError.is(error)) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    const why =
      code === 'ENOENT' ? problem('The file does not exist.') : problem('The file could not be read: {0}.', code);
    throw new TableError('unreadable', why, error);
  } finally {
    stream.destroy();
  }
}

function throwIfCanceled(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new TableError('canceled', problem('The file could not be read completely.'), signal.reason);
}

/** What distinguishes a text from others, and how it is decoded. */
export interface Fingerprint {
  readonly encoding: TextEncoding;
  readonly sha256: string;
  readonly bytes: number;
}

/** The hash and the encoding of a table, from all of its bytes. Throws a {@link TableError}. */
export async function fingerprint(source: TableSource, signal?: AbortSignal): Promise<Fingerprint> {
  const hash = createHash('sha256');
  const detector = new EncodingDetector();
  let bytes = 0;
  for await (const chunk of bytesOf(source, signal)) {
    hash.update(chunk);
    detector.push(chunk);
    bytes += chunk.length;
  }
  return { encoding: detector.end(), sha256: hash.digest('hex'), bytes };
}

/** The hash of a table, in any format. */
export async function hashOf(source: TableSource, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of bytesOf(source, signal)) hash.update(chunk);
  return hash.digest('hex');
}

export async function headOf(source: TableSource, encoding: TextEncoding): Promise<string> {
  const decode = decoderOf(encoding);
  let head = '';
  for await (const chunk of bytesOf(source, undefined, { end: headBytes - 1 })) head += decode(chunk);
  return head;
}

/** Enough for the header and the first row. */
const headBytes = 1 << 16;

export interface ReadingOptions {
  readonly signal?: AbortSignal | undefined;
  /** Receives the number of bytes that were read so far. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** The decoded text of a table in chunks. Throws if the file is not the one that has this fingerprint. */
export async function* textOf(
  source: TableSource,
  { encoding, sha256 }: Pick<Fingerprint, 'encoding' | 'sha256'>,
  { skip = 0, signal, onBytes }: { readonly skip?: number } & ReadingOptions = {},
): AsyncGenerator<string> {
  const decode = decoderOf(encoding);
  const hash = createHash('sha256');
  let skipLeft = skip;
  let bytes = 0;
  for await (const chunk of bytesOf(source, signal)) {
    hash.update(chunk);
    onBytes?.((bytes += chunk.length));
    const text = decode(chunk);
    if (text.length > skipLeft) yield text.slice(skipLeft);
    skipLeft = Math.max(0, skipLeft - text.length);
  }
  const last = decode();
  if (last) yield last;
  if (hash.digest('hex') !== sha256)
    throw new TableError('changed', problem('The file changed while it was read. Start again.'));
}

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
  {
    start: Buffer.from('PAR1'),
    problem: problem('This is a Parquet file. Convert it to CSV or JSON Lines, such as with DuckDB.'),
  },
] as const;

const utf16Mark = Buffer.from([0xff, 0xfe]);
/** Bytes without a character in Windows-1252. */
const unassigned = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/** Text in UTF-16 without a byte order mark, and most binary files, have a larger share of NULs. */
const maxNullShare = 0.25;

/**
 * Recognizes the encoding of a text from all of its bytes: UTF-16 LE, which Excel writes, if it has a byte order mark;
 * UTF-8 if all bytes are valid in it; Windows-1252 if it has a character for each byte, and is not UTF-8 with some
 * damaged characters, whose other characters would be written wrongly. Anything else is refused. A value can have a
 * NUL.
 */
class EncodingDetector {
  #head = Buffer.alloc(0);
  #mayBeUtf8 = true;
  #mayBeWindows = true;
  #bytes = 0;
  #nulls = 0;
  readonly #utf16 = new Utf16Check();
  /** Characters beyond ASCII that are as in UTF-8, and bytes that are not. */
  #valid = 0;
  #invalid = 0;
  /** Bytes that the current character still needs. */
  #missing = 0;
  #line = 1;
  #firstInvalidLine: number | undefined;
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true });

  push(chunk: Buffer): void {
    if (this.#head.length < 4) this.#head = Buffer.concat([this.#head, chunk.subarray(0, 4)]);
    if (this.#startsWith(utf16Mark)) {
      this.#utf16.push(chunk);
      return;
    }
    this.#mayBeUtf8 &&= this.#isUtf8(chunk);
    this.#mayBeWindows &&= !unassigned.some((byte) => chunk.includes(byte));
    this.#count(chunk);
  }

  #count(chunk: Buffer): void {
    for (const byte of chunk) {
      const isContinuation = (byte & 0xc0) === 0x80;
      if (this.#missing > 0 && isContinuation) {
        if (--this.#missing === 0) this.#valid++;
      } else {
        if (this.#missing > 0 || isContinuation) {
          this.#invalid++;
          this.#firstInvalidLine ??= this.#line;
        }
        this.#missing = continuationsOf(byte);
      }
      if (byte === 0x0a) this.#line++;
      if (byte === 0) this.#nulls++;
    }
    this.#bytes += chunk.length;
  }

  #startsWith(start: Buffer): boolean {
    return this.#head.subarray(0, start.length).equals(start);
  }

  /** The encoding, after the last bytes. Throws a {@link TableError}. */
  end(): TextEncoding {
    const binary = binaries.find(({ start }) => this.#startsWith(start));
    if (binary) throw new TableError('not-text', binary.problem);
    if (this.#startsWith(utf16Mark)) {
      this.#utf16.end();
      return 'utf-16le';
    }
    // The last character may be incomplete.
    this.#mayBeUtf8 &&= this.#isUtf8();
    if (this.#nulls > (this.#mayBeUtf8 ? this.#bytes * maxNullShare : 0))
      throw new TableError('not-text', problem('This is a binary file, not a table.'));
    if (this.#mayBeUtf8) return 'utf-8';
    if (this.#valid > this.#invalid)
      throw new TableError(
        'encoding',
        problem(
          'Line {0} has a damaged character. Correct it, then save the file as UTF-8.',
          this.#firstInvalidLine ?? this.#line,
        ),
        undefined,
        this.#firstInvalidLine ?? this.#line,
      );
    if (this.#mayBeWindows) return 'windows-1252';
    throw new TableError(
      'encoding',
      problem('The encoding is not UTF-8, UTF-16 or Windows-1252. Save the file as UTF-8.'),
    );
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
}

/** Finds the first code unit of UTF-16 LE that is not a character. A text that was cut can have one, or half of one. */
class Utf16Check {
  #line = 1;
  /** Number of characters of the line so far. */
  #column = 0;
  #odd: number | undefined;
  /** Whether the second half of a character must follow. */
  #isOpen = false;

  push(chunk: Buffer): void {
    for (const byte of chunk) {
      if (this.#odd === undefined) {
        this.#odd = byte;
        continue;
      }
      this.#add(this.#odd | (byte << 8));
      this.#odd = undefined;
    }
  }

  #add(unit: number): void {
    if (this.#isOpen !== ((unit & 0xfc00) === 0xdc00)) this.#refuse(this.#isOpen ? 0 : 1);
    if (this.#isOpen) {
      this.#isOpen = false;
      return;
    }
    if (unit === 0xfeff && this.#line === 1 && this.#column === 0) return;
    this.#isOpen = (unit & 0xfc00) === 0xd800;
    if (unit === 0x0a) {
      this.#line++;
      this.#column = 0;
    } else this.#column++;
  }

  end(): void {
    if (this.#isOpen) this.#refuse(0);
    if (this.#odd !== undefined) this.#refuse(1);
  }

  #refuse(further: number): never {
    throw new TableError(
      'encoding',
      problem(
        'Line {0}, column {1} has a damaged UTF-16 character. Save the file as UTF-8.',
        this.#line,
        this.#column + further,
      ),
      undefined,
      this.#line,
    );
  }
}

/** The number of bytes that follow the first byte of a character in UTF-8. */
function continuationsOf(byte: number): number {
  if (byte < 0xc0) return 0;
  if (byte < 0xe0) return 1;
  return byte < 0xf0 ? 2 : 3;
}

/** The characters of Windows-1252 from 0x80 on; the others are those of Latin-1. */
const windowsCharacters = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** A decoder of chunks, without a byte order mark. Call it without a chunk at the end. */
function decoderOf(encoding: TextEncoding): (chunk?: Buffer) => string {
  // In some versions, the decoder of Node reads 0x80 to 0x9f of Windows-1252 as Latin-1.
  if (encoding === 'windows-1252')
    return (chunk) =>
      chunk?.toString('latin1').replace(/[\x80-\x9f]/g, (byte) => windowsCharacters[byte.charCodeAt(0) - 0x80]!) ?? '';
  const decoder = new TextDecoder(encoding);
  return (chunk) => decoder.decode(chunk, { stream: chunk !== undefined });
}
