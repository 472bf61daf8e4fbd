import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { StoreError } from './storeError.ts';

/** Records as they came. */
export interface StoredRecords {
  readonly bytes: Uint8Array;
  /** Start and end of each record in `bytes`, in pairs. */
  readonly spans: readonly number[];
  /** How many more there should be, whose bytes the disk has lost. */
  readonly missing?: number;
  /** They were got by themselves after the pull, in the form of Get. */
  readonly isFetchedSeparately?: boolean;
}

/** Where a record lies: in a spool file, or in the row itself. */
export interface StoredPlace {
  readonly spool: number;
  readonly start: number;
  readonly length: number;
  readonly text: string | null;
}

/** What is read for one batch. */
const readBytes = 1 << 20;
/** Rather than read twice, so much that nobody asked for is read as well. */
const mostGap = 1 << 15;
/** Up to this many spool files are open at a time. */
const mostFiles = 32;

/** Bytes of a spool file next to each other, with the records in them. */
interface Run {
  readonly spool: number;
  readonly from: number;
  to: number;
  /** Start and end of each record in the file, in pairs. */
  readonly spans: number[];
}

/** Records that one has in hand, such as those of a selection. */
export function recordsInMemory(records: readonly Uint8Array[]): StoredRecords[] {
  return records.map((bytes) => ({ bytes, spans: [0, bytes.length] }));
}

/**
 * Reads records from their spool files, in the order of `places`: in big pieces where that is the order of the files, and
 * many in a batch in any other. What was given stays as it is until the next is asked for. Throws a {@link StoreError}:
 * `gone` where a file was removed.
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
        // After a power cut a row may know of more than the disk got.
        if (end <= done && buffer[start] === 0x7b) spans.push(start, end);
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
      const isNext = gap >= 0 && gap <= mostGap;
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

/** Spool files that are read. */
class OpenFiles {
  readonly #pathOf: (spool: number) => string;
  /** In the order in which they were opened. */
  readonly #files = new Map<number, number>();
  readonly #sizes = new Map<number, number>();

  constructor(pathOf: (spool: number) => string) {
    this.#pathOf = pathOf;
  }

  /** In bytes, when the file was first opened. */
  sizeOf(spool: number): number {
    if (!this.#sizes.has(spool)) this.#open(spool);
    return this.#sizes.get(spool)!;
  }

  #open(spool: number): number {
    const known = this.#files.get(spool);
    if (known !== undefined) return known;
    const [oldest] = this.#files;
    if (oldest && this.#files.size >= mostFiles) {
      closeSync(oldest[1]);
      this.#files.delete(oldest[0]);
    }
    const file = openSync(this.#pathOf(spool), 'r');
    this.#files.set(spool, file);
    if (!this.#sizes.has(spool)) this.#sizes.set(spool, fstatSync(file).size);
    return file;
  }

  /** Reads runs into a buffer, one behind the other; where in the buffer the bytes of each end that the file had. */
  readAll(runs: readonly Run[], buffer: Buffer): Map<Run, number> {
    let start = 0;
    const parts = runs.map((run) => {
      const at = start;
      start += run.to - run.from;
      return { run, at };
    });
    // In the order of the files, so that each is opened once.
    parts.sort(({ run: one }, { run: other }) => one.spool - other.spool || one.from - other.from);
    return new Map(parts.map(({ run, at }) => [run, at + this.#read(run, buffer, at)]));
  }

  /** How many bytes the file had. */
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
