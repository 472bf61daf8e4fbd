import type { Redact } from '../redaction/redact.ts';
import { SnapshotFile, type CaseSnapshots, type SnapshotMode } from './snapshots.ts';
import type { TestCase } from './testCase.ts';

/** Where the snapshot file of a test file is. */
export interface SnapshotStorage {
  /**
   * The text of the file; empty if there is none. Rejects for a link, which can lead anywhere, and for a large file.
   */
  read(): Promise<string>;
  write(text: string): Promise<void>;
}

/** The snapshots of a test file, in the file beside it. */
export class StoredSnapshots {
  readonly #storage: SnapshotStorage;
  readonly #mode: SnapshotMode;
  #file: SnapshotFile;
  /** The text of the file. */
  #stored: string;

  private constructor(storage: SnapshotStorage, text: string, mode: SnapshotMode) {
    this.#storage = storage;
    this.#mode = mode;
    this.#file = new SnapshotFile(text);
    this.#stored = text;
  }

  /** Rejects if the file cannot be read. */
  static async open(storage: SnapshotStorage, mode: SnapshotMode): Promise<StoredSnapshots> {
    return new StoredSnapshots(storage, await storage.read(), mode);
  }

  of(cases: readonly TestCase[], testCase: TestCase): CaseSnapshots {
    return this.#file.of(cases, testCase, this.#mode);
  }

  /**
   * Stores changed snapshots, without secrets. `cases` are all cases of the file. Rejects if that fails; a later call
   * does not store them either, because their case was reported as not stored.
   */
  async save(cases: readonly TestCase[], redact: Redact): Promise<void> {
    if (this.#mode === 'compare') return;
    if (this.#mode === 'update') this.#file.prune(cases);
    const text = this.#file.changedText();
    if (text === undefined) return;
    const redacted = redact(text);
    try {
      await this.#storage.write(redacted);
    } catch (error) {
      this.#file = new SnapshotFile(this.#stored);
      throw error;
    }
    this.#stored = redacted;
  }
}
