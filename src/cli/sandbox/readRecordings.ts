import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { inEnglish } from '../../kapture/problem/problem.ts';
import { readRecording, recordingSuffix } from '../../kapture/recordings/recording.ts';
import type { NamedRecording } from '../../sandbox/recordings.ts';
import { UsageError } from '../shared/usageError.ts';

/**
 * The recordings in a folder and its subfolders, in the order of their names. Throws a {@link UsageError} if the folder
 * cannot be read, has none, or has an invalid one.
 */
export async function readRecordings(folder: string): Promise<NamedRecording[]> {
  const files = await readdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`The folder ${folder} cannot be read (${error.code ?? error.message}).`);
  });
  const names = files.filter((file) => file.endsWith(recordingSuffix)).sort();
  if (!names.length) throw new UsageError(`The folder ${folder} has no recordings (*${recordingSuffix}).`);
  return Promise.all(
    names.map(async (name) => {
      const { recording, problem } = readRecording(await readFile(path.join(folder, name), 'utf8'));
      if (!recording) throw new UsageError(`${name}: ${inEnglish(problem)}`);
      return { name, recording };
    }),
  );
}
