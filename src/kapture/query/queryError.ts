/**
 * Why a query has no result. `not-json`: the text is not JSON. `too-large`: there is not enough memory. `too-deep`: the
 * values are nested too deeply. `pattern`: a regular expression took too long. `too-slow`: the query took too long.
 * `gone`: the data was removed. `not-written`: the file could not be written. `ended`: the thread has ended.
 */
export type QueryErrorReason =
  'not-json' | 'too-large' | 'too-deep' | 'pattern' | 'too-slow' | 'gone' | 'not-written' | 'ended' | 'other';

/** Thrown when a valid query cannot be evaluated. Contains no data of the queried document. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly reason: QueryErrorReason;

  constructor(reason: QueryErrorReason, detail: string, cause?: unknown) {
    super(detail, { cause });
    this.reason = reason;
  }

  static is(error: unknown, reason?: QueryErrorReason): error is QueryError {
    return (
      error instanceof Error &&
      error.name === 'QueryError' &&
      (reason === undefined || (error as QueryError).reason === reason)
    );
  }
}
