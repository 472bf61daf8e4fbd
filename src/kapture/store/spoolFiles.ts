import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { openBrace } from '../json/characterCodes.ts';
import { StoreError } from './storeError.ts';

const prefix = 'customers.spool-';

export class SpoolFiles {
  readonly #folder: string;

  /** The folder must exist. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  pathOf(id: number): string {
    return join(this.#folder, `${prefix}${id}`);
  }

  /** Creates a file. Throws if it exists. */
  create(id: number): Spool {
    return new Spool(id, this.pathOf(id));
  }

  /** Size of all files on disk. */
  get bytes(): number {
    return this.ids().reduce((sum, id) => sum + (statSync(this.pathOf(id), { throwIfNoEntry: false })?.size ?? 0), 0);
  }

  ids(): number[] {
    return readdirSync(this.#folder)
      .filter((name) => name.startsWith(prefix))
      .map((name) => Number(name.slice(prefix.length)));
  }

  get paths(): string[] {
    return this.ids().map((id) => this.pathOf(id));
  }

  remove(id: number): void {
    try {
      rmSync(this.pathOf(id), { force: true });
    } catch {
      // On Windows, a file that another process has open cannot be deleted. The next call deletes it.
    }
  }

  /** Throws a {@link StoreError} (`gone`) if the bytes are missing. */
  read(id: number, start: number, length: number): Buffer {
    const file = openSync(this.pathOf(id), 'r');
    try {
      const bytes = Buffer.alloc(length);
      // After a power failure, a row can refer to bytes that were not written.
      if (
        fstatSync(file).size < start + length ||
        readSync(file, bytes, 0, length, start) < length ||
        bytes[0] !== openBrace
      )
        throw new StoreError('gone', 'The record is missing on disk.');
      return bytes;
    } finally {
      closeSync(file);
    }
  }
}

/** A file that one process appends records to. */
export class Spool {
  readonly id: number;
  readonly #file: number;
  #isClosed = false;
  length = 0;

  constructor(id: number, path: string) {
    this.id = id;
    this.#file = openSync(path, 'wx', 0o600);
  }

  /** Appends bytes and returns their offset. If they do not fit on the disk, none are written. */
  append(bytes: Uint8Array): number {
    // The descriptor of a closed file can already belong to another file.
    if (this.#isClosed) throw new StoreError('gone', 'The pull has ended.');
    const start = this.length;
    try {
      for (let done = 0; done < bytes.length;)
        done += writeSync(this.#file, bytes, done, bytes.length - done, start + done);
    } catch (error) {
      ftruncateSync(this.#file, start);
      throw error;
    }
    this.length += bytes.length;
    return start;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    closeSync(this.#file);
  }
}

/** A batch of unchanged records. */
export interface StoredRecords {
  readonly bytes: Uint8Array;
  /** Start and end of each record in `bytes`, in pairs. */
  readonly spans: readonly number[];
  /** Number of other records whose bytes are missing on disk. */
  readonly missing?: number;
  /** Set if the records were fetched separately with Get after the pull. */
  readonly isFetchedSeparately?: boolean;
}

/** Where a record is stored: in a spool file, or as `text` in its row. */
export interface StoredPlace {
  readonly spool: number;
  readonly start: number;
  readonly length: number;
  readonly text: string | null;
}

/** Size of a batch, in bytes. */
const batchBytes = 1 << 20;
/** Maximum gap between records that is read to avoid a second read. */
const maxGap = 1 << 15;

/**
 * Reads records from their spool files in the order of `places`. Records that are near each other in a file are read at
 * once, up to a batch. A batch is valid until the next one is read. Throws a {@link StoreError} (`gone`) if a file was
 * removed.
 */
export function* storedRecords(
  places: Iterable<StoredPlace>,
  pathOf: (spool: number) => string,
): Generator<StoredRecords> {
  const files = new Map<number, number>();
  let buffer = Buffer.allocUnsafeSlow(batchBytes);
  let spans: number[] = [];
  let [length, missing] = [0, 0];
  /** The records that are read at once, and where they go in the buffer. */
  let run = { spool: 0, from: 0, to: 0, at: 0 };

  const read = (): void => {
    const { spool, from, to, at } = run;
    if (from === to) return;
    if (!files.has(spool)) files.set(spool, openSync(pathOf(spool), 'r'));
    let done = 0;
    for (let count = -1; done < to - from && count !== 0; done += count)
      count = readSync(files.get(spool)!, buffer, at + done, to - from - done, from + done);
    // After a power failure, a row can refer to bytes that were not written.
    buffer.fill(0, at + done, at + to - from);
  };
  const take = (): StoredRecords => {
    read();
    const written: number[] = [];
    for (let index = 0; index < spans.length; index += 2) {
      const [start, end] = [spans[index]!, spans[index + 1]!];
      if (buffer[start] === openBrace && buffer[end - 1] !== 0) written.push(start, end);
      else missing++;
    }
    const records = { bytes: buffer.subarray(0, length), spans: written, missing };
    spans = [];
    length = missing = 0;
    run = { spool: 0, from: 0, to: 0, at: 0 };
    return records;
  };

  try {
    for (const { spool, start, length: size, text } of places) {
      if ((text !== null || length + maxGap + size > batchBytes) && spans.length) yield take();
      if (text !== null) {
        const bytes = Buffer.from(text);
        yield { bytes, spans: [0, bytes.length], isFetchedSeparately: true };
        continue;
      }
      if (size > buffer.length) buffer = Buffer.allocUnsafeSlow(size);
      const gap = run.spool === spool ? start - run.to : -1;
      if (gap >= 0 && gap <= maxGap && spans.length) {
        run.to = start + size;
        length += gap;
      } else {
        read();
        run = { spool, from: start, to: start + size, at: length };
      }
      spans.push(length, length + size);
      length += size;
    }
    if (spans.length) yield take();
  } catch (error) {
    throw StoreError.from(error);
  } finally {
    for (const file of files.values()) closeSync(file);
  }
}
