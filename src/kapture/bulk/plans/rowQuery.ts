import type { RowKind, RowState } from './planRow.ts';

/** Which rows of a plan; a row must meet all conditions. */
export interface RowQuery {
  readonly plan: number;
  readonly rows?: readonly number[];
  readonly kinds?: readonly RowKind[];
  readonly states?: readonly RowState[];
  readonly isIncluded?: boolean;
  /** Words, all of which the key, name, fields or reason of a row contains. */
  readonly search?: string;
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
