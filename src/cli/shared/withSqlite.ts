import { UsageError } from './usageError.ts';

/** Loads a part that needs `node:sqlite`. Rejects with a {@link UsageError} if Node.js does not have it. */
export async function withSqlite<Part>(load: () => Promise<Part>): Promise<Part> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_UNKNOWN_BUILTIN_MODULE') throw error;
    throw new UsageError(
      `This command needs the SQLite module of Node.js, and this Node.js ${process.versions.node} does not have it.`,
    );
  }
}
