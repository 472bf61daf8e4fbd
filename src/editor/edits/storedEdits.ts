import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Values = [string, string][];

/** The last update: `sent` and `previous` under the names that files have had since 0.1. */
export interface StoredUpdate {
  readonly asked: Values;
  readonly before: Values;
  /** Missing in files of earlier versions. */
  readonly contactId?: string | undefined;
  /** In epoch milliseconds; missing in files of earlier versions. */
  readonly sentAt?: number | undefined;
  readonly earlier?: StoredUpdate | undefined;
  /** Missing in files of earlier versions, in which the outcome of an update with an `earlier` one is unknown. */
  readonly isCertain?: true | undefined;
}

/** The stored state of a document, in the JSON format of the file. */
export interface StoredEdit {
  readonly uri: string;
  /**
   * The window that has the document; undefined after that window closed. Earlier versions did not store its machine,
   * and when its process started.
   */
  readonly owner?:
    | { readonly window: string; readonly pid: number; readonly host?: string; readonly started?: string | undefined }
    | undefined;
  /** Another window has had the document too, so it is unknown to which text the base belongs. */
  readonly isShared?: boolean;
  readonly version: number;
  /** The name of the connection that the customer was opened from. */
  readonly connection?: string | undefined;
  readonly base: string;
  readonly lastUpdate?: StoredUpdate | undefined;
  /** The replaced values, under the name that files have had since 0.1. */
  readonly overtaken: Values;
}

/** A folder with one file per document. All methods throw the errors of the file system. */
export class StoredEdits {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Undefined if there is no file or it is damaged. */
  read(uri: string): StoredEdit | undefined {
    return readStored(this.#filePath(uri));
  }

  write(edit: StoredEdit): void {
    const file = this.#filePath(edit.uri);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    // Written atomically, and readable only by its owner because it contains customer data.
    const draft = `${file}.${process.pid}.new`;
    writeFileSync(draft, JSON.stringify(edit), { mode: 0o600 });
    renameSync(draft, file);
  }

  /** When a file was last written or touched, in epoch milliseconds; 0 if there is none. */
  touchedAt(uri: string): number {
    return statSync(this.#filePath(uri), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  }

  /** Records that the owner of a document is alive. */
  touch(uri: string): void {
    const now = new Date();
    utimesSync(this.#filePath(uri), now, now);
  }

  remove(uri: string): void {
    rmSync(this.#filePath(uri), { force: true });
  }

  /** Removes files older than `retentionMs` that are damaged or for which `isUnused` is true. */
  removeAll(isUnused: (edit: StoredEdit) => boolean, retentionMs: number): void {
    for (const name of fileNames(this.#folder)) {
      const file = join(this.#folder, name);
      const edit = readStored(file);
      const changedAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
      if (Date.now() - changedAt > retentionMs && (!edit || isUnused(edit))) rmSync(file, { force: true });
    }
  }

  #filePath(uri: string): string {
    return join(this.#folder, `${createHash('sha256').update(uri).digest('hex').slice(0, 32)}.json`);
  }
}

function fileNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function readStored(file: string): StoredEdit | undefined {
  try {
    const edit = JSON.parse(readFileSync(file, 'utf8')) as Partial<StoredEdit> | null;
    return typeof edit?.uri === 'string' && typeof edit.base === 'string' ? (edit as StoredEdit) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
