import type { Redact } from '../redaction/redact.ts';
import { SnapshotFile, type CaseSnapshots, type SnapshotMode } from './snapshots.ts';
import type { TestCase } from './testCase.ts';

/** Where the snapshot file of a test file is. */
export interface SnapshotStorage {
  /** The text of the file; empty if there is none. Rejects for a link, which can lead anywhere, and for a large file. */
  read(): Promise<string>;
  write(text: string): Promise<void>;
}

/** The snapshots of a test file, in the file beside it. */
export class StoredSnapshots {
  readonly #storage: SnapshotStorage;
  readonly #file: SnapshotFile;
  readonly #mode: SnapshotMode;

  private constructor(storage: SnapshotStorage, file: SnapshotFile, mode: SnapshotMode) {
    this.#storage = storage;
    this.#file = file;
    this.#mode = mode;
  }

  /** Rejects if the file cannot be read. */
  static async open(storage: SnapshotStorage, mode: SnapshotMode): Promise<StoredSnapshots> {
    return new StoredSnapshots(storage, new SnapshotFile(await storage.read()), mode);
  }

  of(cases: readonly TestCase[], testCase: TestCase): CaseSnapshots {
    return this.#file.of(cases, testCase, this.#mode);
  }

  /** Stores changed snapshots, without secrets. `cases` are all cases of the file. Rejects if that fails. */
  async save(cases: readonly TestCase[], redact: Redact): Promise<void> {
    if (this.#mode === 'compare') return;
    if (this.#mode === 'update') this.#file.prune(cases);
    const text = this.#file.changedText();
    if (text !== undefined) await this.#storage.write(redact(text));
  }
}
