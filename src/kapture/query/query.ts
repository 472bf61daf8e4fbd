/** What a query is evaluated on. */
export type QuerySource =
  | { readonly kind: 'text'; readonly text: string }
  /** A long response, compressed. */
  | { readonly kind: 'packed'; readonly blocks: readonly Uint8Array[] }
  /** All customers of a pull, as an array in the order they were stored. `database` is the path of the store. */
  | { readonly kind: 'pull'; readonly database: string; readonly pull: number };

/**
 * `values`: an array of the matching values. `paths`: an array of objects with the normalized path and the value of
 * each.
 */
export type ResultForm = 'values' | 'paths';

/** What to return in addition to the number of matching values. `maxLength` is in characters. */
export type QueryOutput =
  | { readonly kind: 'count' }
  /** JSON, formatted with one property or element per line. */
  | { readonly kind: 'document'; readonly form: ResultForm; readonly maxLength: number }
  /** One value per line: a string without quotes if it has one line, anything else as JSON. */
  | { readonly kind: 'lines'; readonly maxLength: number }
  /** A file with strict JSON, which replaces an existing one. */
  | { readonly kind: 'file'; readonly form: ResultForm; readonly path: string };

export interface QueryResult {
  readonly problem?: undefined;
  readonly count: number;
  /** The number of values in `text`, from the first one. */
  readonly shown: number;
  readonly text: string;
  /** The queried text was cut off, so that only its beginning was queried. */
  readonly isCut: boolean;
  /** The number of customers that are missing on disk and were not queried. */
  readonly missing: number;
}

/**
 * Why a query is invalid. `start`: it does not start with `$`. `incomplete`: more must follow. `function`: `found` is
 * not a function. `unclosed`: `found` is a bracket or quote that is not closed. `arguments`: a function or comparison
 * cannot be used like this. `range`: an index is too large. `pattern`: `found` is not a regular expression as of RFC
 * 9485.
 */
export interface QueryProblem {
  readonly problem: 'start' | 'incomplete' | 'unclosed' | 'function' | 'arguments' | 'range' | 'pattern' | 'syntax';
  /** The offset in the query, in characters. */
  readonly offset: number;
  /** The text at the offset. */
  readonly found: string;
}

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

/** Parameters of the thread. `control` is shared: see the indexes below. */
export interface QueryThreadData {
  readonly source: QuerySource;
  readonly control: Int32Array;
  /** The maximum time of a query, in milliseconds. */
  readonly limitMs: number;
}

/** The index in `control` of the number of the last canceled query. */
export const canceled = 0;
/** The index in `control` of a number that changes while a query makes progress. */
export const beats = 1;
/** The index in `control` of 1 while a regular expression is evaluated. */
export const inPattern = 2;

/** The number of integers in `control`. */
export const controlLength = 3;

export interface QueryRequest {
  readonly number: number;
  readonly query: string;
  readonly output: QueryOutput;
}

/** A message of the thread about a query. */
export interface QueryMessage {
  readonly number: number;
  /** The number of values found so far. */
  readonly count?: number;
  /** The source was read, and the query is being evaluated. */
  readonly isEvaluating?: boolean;
  readonly isCanceled?: boolean;
  /** The path of a file that is about to be created, and is only renamed once it is complete. */
  readonly unfinished?: string;
  readonly result?: QueryResult | QueryProblem;
  readonly failure?: { readonly reason: QueryErrorReason; readonly message: string };
}
