import * as vscode from 'vscode';
import {
  SnapshotFile,
  snapshotFileOf,
  tooLargeSnapshots,
  type CaseSnapshots,
  type SnapshotMode,
} from '../../kapture/payloadTests/snapshots.ts';
import type { TestCase } from '../../kapture/payloadTests/testCase.ts';
import type { Redact } from '../../kapture/redaction/redact.ts';
import { fileExists } from '../shared/documents/fileExists.ts';
import { readText } from '../shared/documents/readText.ts';

/** The snapshots of a saved test file, in the file beside it. */
export class StoredSnapshots {
  readonly #uri: vscode.Uri;
  readonly #file: SnapshotFile;
  readonly #mode: SnapshotMode;

  private constructor(uri: vscode.Uri, file: SnapshotFile, mode: SnapshotMode) {
    this.#uri = uri;
    this.#file = file;
    this.#mode = mode;
  }

  /** Undefined for an unsaved test file. Rejects if the snapshot file cannot be read. */
  static async open(tests: vscode.Uri, mode: SnapshotMode): Promise<StoredSnapshots | undefined> {
    if (tests.scheme === 'untitled') return undefined;
    const uri = tests.with({ path: snapshotFileOf(tests.path) });
    return new StoredSnapshots(uri, new SnapshotFile(await textOf(uri)), mode);
  }

  of(cases: readonly TestCase[], testCase: TestCase): CaseSnapshots {
    return this.#file.of(cases, testCase, this.#mode);
  }

  /** Stores changed snapshots, without secrets. `cases` are all cases of the file. */
  async save(cases: readonly TestCase[], redact: Redact): Promise<void> {
    if (this.#mode === 'update') this.#file.prune(cases);
    const text = this.#file.changedText();
    if (text !== undefined) await vscode.workspace.fs.writeFile(this.#uri, new TextEncoder().encode(redact(text)));
  }
}

/** Empty if there is no file. A link is refused, because what it leads to may be outside the workspace. */
async function textOf(uri: vscode.Uri): Promise<string> {
  if (!(await fileExists(uri))) return '';
  const { type } = await vscode.workspace.fs.stat(uri);
  if (type & vscode.FileType.SymbolicLink) throw new Error('The snapshot file is a symbolic link.');
  const text = await readText(uri);
  if (text === undefined) throw new Error(tooLargeSnapshots);
  return text;
}
