import type { RowKind, RowState } from './planRow.ts';

/**
 * Rows that a plan counts in addition to their kinds and states.
 * - `excluded`: adds and updates that the user has excluded
 * - `renames`: updates that are not sent and replace the name of their customer
 * - `partly-masked`: updates that are not sent, or already stored, without masked fields
 * - `partly-done`: done without masked fields, or without blank values, which it ignored
 */
export const rowMarks = ['excluded', 'renames', 'partly-masked', 'partly-done'] as const;
export type RowMark = (typeof rowMarks)[number];

/** Which rows of a plan; a row must meet all conditions. */
export interface RowQuery {
  readonly plan: number;
  readonly rows?: readonly number[];
  readonly kinds?: readonly RowKind[];
  readonly states?: readonly RowState[];
  readonly mark?: RowMark;
  /** Words. A row has all of them in its key, name, ID, fields, reasons, repairs or Kapture's message. */
  readonly search?: string;
  /** By the words of the search: the sentences of reasons whose translations contain the word. */
  readonly translated?: Readonly<Record<string, readonly string[]>>;
}

export type RowSort = 'row' | 'kind' | 'key' | 'name' | 'state';

/** A part of the rows, in order. */
export interface RowPage extends RowQuery {
  /** By default the order of the file. */
  readonly sort?: RowSort;
  readonly descending?: boolean;
  readonly offset?: number;
  readonly limit: number;
}
