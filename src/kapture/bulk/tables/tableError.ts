import { inEnglish, type Problem } from '../../problem/problem.ts';

/**
 * Why a table cannot be read.
 * - `unreadable`: the file system failed
 * - `not-text`: a workbook, an archive or another binary file
 * - `encoding`: the text is in an unknown encoding, or not in the stated one
 * - `format`: it is not CSV, JSON, JSON Lines or Parquet
 * - `empty`: it has no columns or no rows
 * - `changed`: the file changed after it was inspected
 * - `canceled`
 */
export type TableErrorReason = 'unreadable' | 'not-text' | 'encoding' | 'format' | 'empty' | 'changed' | 'canceled';

/** Thrown when a table as a whole cannot be read. Contains no values of cells. */
export class TableError extends Error {
  override readonly name = 'TableError';
  readonly reason: TableErrorReason;
  readonly problem: Problem;
  /** The line of the file that causes it, from 1; undefined if it is not a single one. */
  readonly line: number | undefined;

  constructor(reason: TableErrorReason, problem: Problem, cause?: unknown, line?: number) {
    super(inEnglish(problem), { cause });
    this.reason = reason;
    this.problem = problem;
    this.line = line;
  }

  /** Compares the name because each bundle can have its own copy of the class. */
  static is(error: unknown, reason?: TableErrorReason): error is TableError {
    return (
      error instanceof Error &&
      error.name === 'TableError' &&
      (reason === undefined || (error as TableError).reason === reason)
    );
  }
}
