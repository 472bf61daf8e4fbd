/** A problem with the command line, in one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  /** Compares the name because each bundle can have its own copy of the class. */
  static is(error: unknown): error is UsageError {
    return error instanceof Error && error.name === 'UsageError';
  }
}
