import { writeFile } from 'node:fs/promises';
import {
  snapshotFileOf,
  tooLargeSnapshots,
  type SnapshotMode,
  StoredSnapshots,
  type SnapshotStorage,
} from '../../kapture/payloadTests/snapshots.ts';
import type { TestCase } from '../../kapture/payloadTests/testCase.ts';
import type { Redact } from '../../kapture/redaction/redact.ts';
import { isLink, readTextFile } from '../shared/cliFiles.ts';
import { UsageError } from '../shared/usage.ts';
import type { TestOptions } from './testCommand.ts';

/** How a run treats snapshots. In CI, a missing snapshot is a failure, because a new one would not be reviewed. */
export function snapshotMode(options: TestOptions, environment: NodeJS.ProcessEnv): SnapshotMode {
  if (options.updateSnapshots && options.ci)
    throw new UsageError('Use either --update-snapshots or --ci: CI stores no snapshots.');
  if (options.updateSnapshots) return 'update';
  const { CI } = environment;
  return options.ci || (CI !== undefined && !['', '0', 'false'].includes(CI)) ? 'compare' : 'add';
}

/** The snapshots beside a test file, or a sentence that says why they cannot be read. */
export async function openSnapshots(
  testFile: string,
  mode: SnapshotMode,
): Promise<{ readonly snapshots?: StoredSnapshots; readonly problem?: string }> {
  const path = snapshotFileOf(testFile);
  const storage: SnapshotStorage = { read: () => textOf(path), write: (text) => writeFile(path, text) };
  try {
    return { snapshots: await StoredSnapshots.open(storage, mode) };
  } catch (error) {
    return { problem: `The snapshots in ${path} could not be read: ${reasonOf(error)}.` };
  }
}

/** Stores changed snapshots. Returns a sentence if that fails. */
export async function saveSnapshots(
  snapshots: StoredSnapshots | undefined,
  testFile: string,
  cases: readonly TestCase[],
  redact: Redact,
): Promise<string | undefined> {
  try {
    await snapshots?.save(cases, redact);
    return undefined;
  } catch (error) {
    return `The snapshots could not be written to ${snapshotFileOf(testFile)}: ${reasonOf(error)}.`;
  }
}

async function textOf(path: string): Promise<string> {
  try {
    if (await isLink(path)) throw new Error('it is a symbolic link');
    const text = await readTextFile(path);
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
