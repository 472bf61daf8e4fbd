import type { Problem } from '../../problem/problem.ts';
import type { ReadFailure } from '../lookups/reader.ts';

/** The outcome of a row. */
export interface RowResult {
  /**
   * - `other-customer`: the response names another customer, which may have been changed
   * - `waiting`: the server limits the rate, and the row was not written
   */
  readonly end:
    | 'done'
    | 'unchanged'
    | 'conflict'
    | 'failed'
    | 'unknown'
    | 'other-customer'
    | 'not-read'
    | 'waiting'
    | 'unauthorized';
  readonly reason?: Problem | undefined;
  /** Of a read, if the row was not sent because of it, or its blank values are not checked. */
  readonly failure?: ReadFailure;
  /** Of an unknown row: Kapture reported success, and only what became of blank values is unknown. */
  readonly isAccepted?: true;
}

/** The result of a row whose record could not be read. */
export function notRead(failure: ReadFailure): RowResult {
  return { end: failure.trouble === 'unauthorized' ? 'unauthorized' : 'not-read', reason: failure.reason, failure };
}
