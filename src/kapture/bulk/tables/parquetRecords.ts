import { problem } from '../../problem/problem.ts';
import { ParquetError } from '../../parquet/parquetError.ts';
import type { TableRow } from './table.ts';
import { TableError } from './tableError.ts';

/** The rows of a Parquet file. `onColumns` receives the names of its columns first. Throws a {@link TableError}. */
export async function* parquetRecords(
  path: string,
  signal: AbortSignal | undefined,
  onColumns?: (names: readonly string[]) => void,
): AsyncGenerator<TableRow> {
  const { ParquetFile } = await import('../../parquet/index.ts');
  try {
    const file = await ParquetFile.open(path);
    try {
      onColumns?.(file.names);
      let row = 0;
      for await (const { cells, literals } of file.rows(signal)) {
        // Blank rows are skipped in every format.
        if (cells.some((cell) => cell.trim() !== '')) yield { row: ++row, cells, literals };
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw tableErrorOf(error, signal);
  }
}

function tableErrorOf(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return new TableError('canceled', problem('The file could not be read completely.'), error);
  if (ParquetError.is(error)) return new TableError('format', error.problem, error);
  const code = (error as NodeJS.ErrnoException).code;
  return code === undefined
    ? error
    : new TableError('unreadable', problem('The file could not be read: {0}.', code), error);
}
