import * as vscode from 'vscode';
import type { SnapshotMode } from '../../kapture/payloadTests/snapshots.ts';
import { StoredSnapshots } from '../../kapture/payloadTests/storedSnapshots.ts';
import { snapshotStorage } from './snapshotStorage.ts';

/** The snapshots of a test file, or why they cannot be read. Neither for an unsaved test file. */
interface Opened {
  readonly snapshots?: StoredSnapshots;
  readonly problem?: string;
}

/** The snapshots of each test file, read once per run. */
export class OpenedSnapshots {
  readonly #mode: SnapshotMode;
  readonly #files = new Map<string, Promise<Opened>>();

  constructor(mode: SnapshotMode) {
    this.#mode = mode;
  }

  /** Never rejects. */
  of(tests: vscode.Uri): Promise<Opened> {
    const key = tests.toString();
    if (!this.#files.has(key)) this.#files.set(key, this.#open(tests));
    return this.#files.get(key)!;
  }

  async #open(tests: vscode.Uri): Promise<Opened> {
    const storage = snapshotStorage(tests);
    if (!storage) return {};
    try {
      return { snapshots: await StoredSnapshots.open(storage, this.#mode) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { problem: vscode.l10n.t('Nothing was sent, because the snapshots could not be read: {0}', reason) };
    }
  }
}
