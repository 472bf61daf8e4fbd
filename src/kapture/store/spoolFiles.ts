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

/** The files next to a database that contain the unchanged records. */
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
      // On Windows, another process has it open. It is deleted next time.
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
  /** Number of further records whose bytes are missing on disk. */
  readonly missing?: number;
  /** The records were fetched separately with Get after the pull. */
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
const readBytes = 1 << 20;
/** Maximum gap between records that is read to avoid a second read. */
const maxGap = 1 << 15;
/** Maximum number of open spool files. */
const maxFiles = 32;

/** A contiguous range of a spool file, with the records in it. */
interface Run {
  readonly spool: number;
  readonly from: number;
  to: number;
  /** Start and end of each record in the file, in pairs. */
  readonly spans: number[];
}

/**
 * Reads records from their spool files in the order of `places`: in large ranges if that is the order of the files, and
 * many ranges in a batch otherwise. A batch is valid until the next one is read. Throws a {@link StoreError} (`gone`)
 * if a file was removed.
 */
export function* storedRecords(
  places: Iterable<StoredPlace>,
  pathOf: (spool: number) => string,
): Generator<StoredRecords> {
  const files = new OpenFiles(pathOf);
  let buffer = Buffer.allocUnsafeSlow(readBytes);
  let runs: Run[] = [];
  let [length, missing] = [0, 0];

  const read = (): StoredRecords => {
    if (length > buffer.length) buffer = Buffer.allocUnsafeSlow(length);
    const spans: number[] = [];
    const ends = files.readAll(runs, buffer);
    let at = 0;
    for (const run of runs) {
      const done = ends.get(run)!;
      for (let index = 0; index < run.spans.length; index += 2) {
        const [start, end] = [at + run.spans[index]! - run.from, at + run.spans[index + 1]! - run.from];
        // After a power failure, a row can refer to bytes that were not written.
        if (end <= done && buffer[start] === openBrace) spans.push(start, end);
        else missing++;
      }
      at += run.to - run.from;
    }
    const records = { bytes: buffer.subarray(0, at), spans, missing };
    runs = [];
    length = missing = 0;
    return records;
  };

  try {
    for (const { spool, start, length: size, text } of places) {
      if (text !== null) {
        if (runs.length) yield read();
        const bytes = Buffer.from(text);
        yield { bytes, spans: [0, bytes.length], isFetchedSeparately: true };
        continue;
      }
      if (start + size > files.sizeOf(spool)) {
        missing++;
        continue;
      }
      const last = runs.at(-1);
      const gap = last?.spool === spool ? start - last.to : -1;
      const isNext = gap >= 0 && gap <= maxGap;
      const isFull = runs.length > 0 && length + size + (isNext ? gap : 0) > readBytes;
      if (isFull) yield read();
      if (last && isNext && !isFull) {
        last.spans.push(start, start + size);
        last.to = start + size;
        length += gap + size;
      } else {
        runs.push({ spool, from: start, to: start + size, spans: [start, start + size] });
        length += size;
      }
    }
    if (runs.length || missing) yield read();
  } catch (error) {
    throw StoreError.from(error);
  } finally {
    files.close();
  }
}

/** Keeps spool files open for reading. */
class OpenFiles {
  readonly #pathOf: (spool: number) => string;
  /** File descriptors by spool, in the order in which they were opened. */
  readonly #files = new Map<number, number>();
  readonly #sizes = new Map<number, number>();

  constructor(pathOf: (spool: number) => string) {
    this.#pathOf = pathOf;
  }

  /** Size of the file when it was first opened. */
  sizeOf(spool: number): number {
    if (!this.#sizes.has(spool)) this.#open(spool);
    return this.#sizes.get(spool)!;
  }

  #open(spool: number): number {
    const known = this.#files.get(spool);
    if (known !== undefined) return known;
    const [oldest] = this.#files;
    if (oldest && this.#files.size >= maxFiles) {
      closeSync(oldest[1]);
      this.#files.delete(oldest[0]);
    }
    const file = openSync(this.#pathOf(spool), 'r');
    this.#files.set(spool, file);
    if (!this.#sizes.has(spool)) this.#sizes.set(spool, fstatSync(file).size);
    return file;
  }

  /**
   * Reads runs into a buffer, one after the other. Returns the end of each in the buffer, which is earlier if the file
   * is too short.
   */
  readAll(runs: readonly Run[], buffer: Buffer): Map<Run, number> {
    let start = 0;
    const parts = runs.map((run) => {
      const at = start;
      start += run.to - run.from;
      return { run, at };
    });
    // Sorted by file, so that each is opened once.
    parts.sort(({ run: one }, { run: other }) => one.spool - other.spool || one.from - other.from);
    return new Map(parts.map(({ run, at }) => [run, at + this.#read(run, buffer, at)]));
  }

  /** Reads a run. Returns the number of bytes that were available. */
  #read({ spool, from, to }: Run, buffer: Buffer, at: number): number {
    const file = this.#open(spool);
    let done = 0;
    for (let count = -1; done < to - from && count !== 0; done += count)
      count = readSync(file, buffer, at + done, to - from - done, from + done);
    return done;
  }

  close(): void {
    for (const file of this.#files.values()) closeSync(file);
    this.#files.clear();
  }
}
