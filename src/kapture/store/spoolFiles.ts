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
import { StoreError } from './storeError.ts';

const prefix = 'customers.spool-';

/** The files beside a database that hold records as they came. */
export class SpoolFiles {
  readonly #folder: string;

  /** The folder has to exist. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  pathOf(id: number): string {
    return join(this.#folder, `${prefix}${id}`);
  }

  /** Makes a file that is not there yet. */
  create(id: number): Spool {
    return new Spool(id, this.pathOf(id));
  }

  /** What all of them take on disk. */
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
      // Another process of Windows has it open; it is removed the next time.
    }
  }

  /** Throws a {@link StoreError} (`gone`) where the bytes were lost or removed. */
  read(id: number, start: number, length: number): Buffer {
    const file = openSync(this.pathOf(id), 'r');
    try {
      const bytes = Buffer.alloc(length);
      // After a power cut a row may know of more than the disk got.
      if (
        fstatSync(file).size < start + length ||
        readSync(file, bytes, 0, length, start) < length ||
        bytes[0] !== 0x7b
      )
        throw new StoreError('gone', 'The record is not there.');
      return bytes;
    } finally {
      closeSync(file);
    }
  }
}

/** A file that records are appended to, by one process. */
export class Spool {
  readonly id: number;
  readonly #file: number;
  #isClosed = false;
  length = 0;

  constructor(id: number, path: string) {
    this.id = id;
    this.#file = openSync(path, 'wx', 0o600);
  }

  /** Where the bytes stand now. What was written of bytes that do not all fit is taken back. */
  append(bytes: Uint8Array): number {
    // The number of a file that was closed may be another one's by now.
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
