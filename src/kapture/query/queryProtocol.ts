import type { QueryOutput, QueryProblem, QueryResult, QuerySource } from './query.ts';
import type { QueryErrorReason } from './queryError.ts';

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

/** A query for the thread. */
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
