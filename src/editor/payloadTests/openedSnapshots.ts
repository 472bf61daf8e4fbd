import type * as vscode from 'vscode';
import type { SnapshotMode } from '../../kapture/payloadTests/snapshots.ts';
import { StoredSnapshots } from '../../kapture/payloadTests/storedSnapshots.ts';
import { snapshotStorage } from './snapshotStorage.ts';

/** The snapshots of each test file, read once per run. */
export class OpenedSnapshots {
  readonly #mode: SnapshotMode;
  readonly #files = new Map<string, Promise<StoredSnapshots | undefined>>();

  constructor(mode: SnapshotMode) {
    this.#mode = mode;
  }

  of(tests: vscode.Uri): Promise<StoredSnapshots | undefined> {
    const key = tests.toString();
    if (!this.#files.has(key)) this.#files.set(key, this.#open(tests));
    return this.#files.get(key)!;
  }

  /** Undefined for an unsaved test file. */
  async #open(tests: vscode.Uri): Promise<StoredSnapshots | undefined> {
    const storage = snapshotStorage(tests);
    return storage && StoredSnapshots.open(storage, this.#mode);
  }
}
