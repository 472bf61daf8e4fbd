import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { mappingPathOf } from '../../kapture/bulk/mappings/mappingFile.ts';
import { UsageError } from '../shared/usageError.ts';
import { databaseOf } from './databaseOf.ts';
import type { ImportOptions } from './importCommand.ts';
import { outputOptions } from './outputOptions.ts';

/**
 * Throws a {@link UsageError} if a file that the options name for output is one that the run reads, or one that another
 * option writes, also through a symbolic link.
 */
export async function refuseOverwriting(file: string, options: ImportOptions): Promise<void> {
  const used = new Map<string, string>();
  for (const [name, role] of [
    [file, 'the table'],
    [options.mapping ?? mappingPathOf(file), 'the mapping'],
  ] as const)
    used.set(await fileOf(name), role);
  const database = await fileOf(options.database ?? databaseOf(file));
  // SQLite keeps the last changes in files beside the database.
  for (const suffix of ['', '-wal', '-shm', '-journal']) used.set(`${database}${suffix}`, 'the database of plans');
  for (const option of outputOptions) {
    const name = options[option];
    if (name === undefined) continue;
    const output = await fileOf(name);
    const role = used.get(output);
    if (role !== undefined) throw new UsageError(`Option --${option} would overwrite ${role}, ${name}.`);
    used.set(output, `the file of --${option}`);
  }
}

/** The real path of a file that may not exist yet. */
async function fileOf(name: string): Promise<string> {
  const whole = path.resolve(name);
  try {
    return await realpath(whole);
  } catch {
    const folder = path.dirname(whole);
    const parent = folder === whole ? whole : await fileOf(folder);
    return path.join(parent, path.basename(whole));
  }
}
