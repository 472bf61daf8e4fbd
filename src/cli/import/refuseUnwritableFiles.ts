import { open, rm, stat } from 'node:fs/promises';
import { isWrittenDirectly, writeAtomically } from '../../kapture/exports/atomicFile.ts';
import { isLink } from '../shared/isLink.ts';
import type { ImportOptions } from './importCommand.ts';
import { outputOptions } from './outputOptions.ts';
import { mappingOfFailuresPath } from './saveMapping.ts';
import { writeOutputFile } from './writeOutputFile.ts';

/** Throws a UsageError, before anything is sent, if a file of the options, or the mapping of one, cannot be written. */
export async function refuseUnwritableFiles(file: string, options: ImportOptions): Promise<void> {
  for (const option of outputOptions) {
    const name = options[option];
    // Opening a pipe waits for its reader, and closing it ends what that reads.
    if (name !== undefined && !(await isWrittenDirectly(name))) await writeOutputFile(name, tryToReplace);
  }
  const mapping = await mappingOfFailuresPath(file, options);
  // A symbolic link is refused with another reason, and what it leads to must not be created.
  if (mapping !== undefined && !(await isLink(mapping))) await writeOutputFile(mapping, tryToWrite);
}

/** Rejects if a file cannot be created or replaced. It stays unchanged. */
async function tryToReplace(name: string): Promise<void> {
  const found = await stat(name).catch(() => undefined);
  if (found?.isDirectory()) throw Object.assign(new Error('The file is a folder.'), { code: 'EISDIR' });
  const isWritable = new Error('The temporary file was created.');
  await writeAtomically(name, () => Promise.reject(isWritable)).catch((error: unknown) => {
    if (error !== isWritable) throw error;
  });
}

/** Rejects if a file cannot be created or opened to write. It stays unchanged. */
async function tryToWrite(name: string): Promise<void> {
  const found = await stat(name).catch(() => undefined);
  const file = await open(name, 'a');
  await file.close();
  if (!found) await rm(name);
}
