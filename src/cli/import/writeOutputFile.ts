import { plain } from '../shared/plain.ts';
import { systemReason } from '../shared/systemReason.ts';
import { UsageError } from '../shared/usageError.ts';

/** Writes a file of the options. Throws a {@link UsageError} if that fails. */
export async function writeOutputFile(name: string, write: (name: string) => Promise<void>): Promise<void> {
  try {
    await write(name);
  } catch (error) {
    throw new UsageError(`The file ${plain(name)} could not be written: ${systemReason(error)}.`);
  }
}
