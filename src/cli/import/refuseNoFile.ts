import { stat } from 'node:fs/promises';
import { plain } from '../shared/plain.ts';
import { systemReason } from '../shared/systemReason.ts';
import { UsageError } from '../shared/usageError.ts';

/** Throws a {@link UsageError} unless the table is a file: a table is read several times, which a pipe cannot be. */
export async function refuseNoFile(file: string): Promise<void> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      error.code === 'ENOENT'
        ? `The file ${plain(file)} does not exist.`
        : `The file ${plain(file)} could not be read: ${systemReason(error)}.`,
    );
  });
  if (!found.isFile())
    throw new UsageError(`${plain(file)} is a folder, a pipe or a device. Save the table as a file, and import that.`);
}
