import { writeFile } from 'node:fs/promises';
import {
  SnapshotFile,
  snapshotFileOf,
  tooLargeSnapshots,
  type CaseSnapshots,
  type SnapshotMode,
} from '../../kapture/payloadTests/snapshots.ts';
import type { TestCase } from '../../kapture/payloadTests/testCase.ts';
import type { Redact } from '../../kapture/redaction/redact.ts';
import { isLink } from '../shared/isLink.ts';
import { readText } from '../shared/readText.ts';
import { UsageError } from '../shared/usageError.ts';
import type { TestOptions } from './testCommand.ts';

/** In CI, a new snapshot would not be reviewed, so a missing one is a failure. */
export function snapshotMode(options: TestOptions, environment: NodeJS.ProcessEnv): SnapshotMode {
  if (options.updateSnapshots && options.ci)
    throw new UsageError('Use either --update-snapshots or --ci: CI stores no snapshots.');
  if (options.updateSnapshots) return 'update';
  const { CI } = environment;
  return options.ci || (CI !== undefined && !['', '0', 'false'].includes(CI)) ? 'compare' : 'add';
}

/** The snapshots of a test file, in the file beside it. */
export class StoredSnapshots {
  readonly #path: string;
  readonly #file: SnapshotFile;
  readonly #mode: SnapshotMode;

  private constructor(path: string, file: SnapshotFile, mode: SnapshotMode) {
    this.#path = path;
    this.#file = file;
    this.#mode = mode;
  }

  /** Throws a {@link UsageError} if the snapshot file cannot be read. */
  static async open(testFile: string, mode: SnapshotMode): Promise<StoredSnapshots> {
    const path = snapshotFileOf(testFile);
    try {
      return new StoredSnapshots(path, new SnapshotFile(await textOf(path)), mode);
    } catch (error) {
      throw new UsageError(`The snapshots in ${path} could not be read: ${reasonOf(error)}.`);
    }
  }

  of(cases: readonly TestCase[], testCase: TestCase): CaseSnapshots {
    return this.#file.of(cases, testCase, this.#mode);
  }

  /** Stores changed snapshots, without secrets. Returns a sentence if that fails. */
  async save(cases: readonly TestCase[], redact: Redact): Promise<string | undefined> {
    if (this.#mode === 'compare') return undefined;
    if (this.#mode === 'update') this.#file.prune(cases);
    const text = this.#file.changedText();
    if (text === undefined) return undefined;
    try {
      await writeFile(this.#path, redact(text));
      return undefined;
    } catch (error) {
      return `The snapshots could not be written to ${this.#path}: ${reasonOf(error)}.`;
    }
  }
}

/** Empty if there is no file. A link is refused, because what it leads to may be outside the folder of the tests. */
async function textOf(path: string): Promise<string> {
  try {
    if (await isLink(path)) throw new Error('it is a symbolic link');
    const text = await readText(path);
    if (text === undefined) throw new Error(tooLargeSnapshots);
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message.replace(/\.$/, '');
}
