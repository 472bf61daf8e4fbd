import { inEnglish, problem, type Problem } from '../problem/problem.ts';

/** Thrown when a Parquet file cannot be read. Contains no values of cells. */
export class ParquetError extends Error {
  override readonly name = 'ParquetError';
  readonly problem: Problem;

  constructor(problem: Problem, cause?: unknown) {
    super(inEnglish(problem), { cause });
    this.problem = problem;
  }

  /** Compares the name because each bundle can have its own copy of the class. */
  static is(error: unknown): error is ParquetError {
    return error instanceof Error && error.name === 'ParquetError';
  }
}

/** The problem of a file whose damage has no better description. */
export function damaged(): Problem {
  return problem('The Parquet file is damaged, or uses a format that is not supported.');
}
