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
import { openBrace } from '../json/characterCodes.ts';

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
