import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { operationOfFile } from '../catalogue/registry.ts';
import { environmentFileName } from '../variables/environment.ts';
import { snapshotSuffix } from './snapshots.ts';
import { testSuffix } from './testCase.ts';

/**
 * The real path of a file after resolving symbolic links; undefined if it is outside the folder. A path that is outside
 * by its name is rejected without accessing the disk. Rejects if the file does not exist.
 */
export async function realPathInside(folder: string, file: string): Promise<string | undefined> {
  if (!isBelow(folder, file)) return undefined;
  const [realFolder, realFile] = await Promise.all([realpath(folder), realpath(file)]);
  return isBelow(realFolder, realFile) ? realFile : undefined;
}

/** Whether a path is a folder or something in it, without resolving symbolic links. */
export function isBelow(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  // On Windows there is no relative path to another drive.
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/** Whether the results of tests can depend on a file, by its path: a test file, or one that tests read. */
export function affectsTests(path: string): boolean {
  return (
    path.endsWith(testSuffix) ||
    path.endsWith(snapshotSuffix) ||
    path.endsWith(`/${environmentFileName}`) ||
    operationOfFile(path) !== undefined
  );
}
