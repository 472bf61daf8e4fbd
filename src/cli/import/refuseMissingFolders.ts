import { stat } from 'node:fs/promises';
import path from 'node:path';
import { plain } from '../shared/plain.ts';
import { UsageError } from '../shared/usageError.ts';
import type { ImportOptions } from './importCommand.ts';
import { outputOptions } from './outputOptions.ts';

/** Throws a {@link UsageError} if the folder of a file to write does not exist. It may be a spelling mistake. */
export async function refuseMissingFolders(options: ImportOptions): Promise<void> {
  for (const option of ['database', ...outputOptions] as const) {
    const name = options[option];
    if (name === undefined) continue;
    const folder = path.dirname(path.resolve(name));
    const found = await stat(folder).catch(() => undefined);
    if (!found?.isDirectory())
      throw new UsageError(`The folder ${plain(folder)} of --${option} does not exist. Create it first.`);
  }
}
