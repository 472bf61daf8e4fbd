import {
  namesInOrder,
  recordColumns,
  type BarColumn,
  type RecordColumns,
  type TableColumn,
} from '../records/recordColumns.ts';
import type { CustomerRow, Group, Selection } from './customerShapes.ts';

// This module is separate from the queries, so that callers do not load the database module.

/** The customers to query: those of a pull that match a filter and a selection. */
export interface InsightQuestion {
  readonly pull: number;
  /** See `CustomerPage`. */
  readonly filter: string;
  readonly only?: Selection | undefined;
}

export interface Chart {
  readonly groups: readonly Group[];
  /** Number of other groups. */
  readonly otherGroups: number;
  /** Number of customers in the other groups. */
  readonly others: number;
}

export type BarFacet = BarColumn;
export const barFacets = barFacetsOf(recordColumns) as readonly BarFacet[];

export function barFacetsOf(columns: RecordColumns): string[] {
  return namesInOrder(columns, ({ facet }) => facet?.bar);
}

export interface Charts extends Readonly<Record<BarFacet, Chart>> {
  /** By day or, for long ranges, by month; oldest first, without days or months that have no customers. */
  readonly times: readonly Group[];
  /** Number of matching customers. */
  readonly matching: number;
}

/** A column of the table, which its rows can be sorted by. */
export type RowColumn = TableColumn;
export const rowColumnNames = rowColumnNamesOf(recordColumns) as readonly RowColumn[];

export function rowColumnNamesOf(columns: RecordColumns): string[] {
  return namesInOrder(columns, ({ table }) => table);
}

export interface RowsQuestion extends InsightQuestion {
  readonly sort: RowColumn;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
  /** A changed version invalidates the cached order of rows. */
  readonly version: number;
}

export interface RowsAnswer {
  readonly total: number;
  readonly rows: readonly CustomerRow[];
}
