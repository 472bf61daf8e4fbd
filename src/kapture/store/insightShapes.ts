import type { ListModule } from '../catalogue/operation.ts';
import {
  columnsOf,
  namesInOrder,
  recordColumns,
  type BarColumn,
  type RecordColumns,
  type TableColumn,
} from '../records/recordColumns.ts';
import type { CustomerRow, Group, Selection } from './customerShapes.ts';

// This module is separate from the queries, so that callers do not load the database module.

/** The records to query: those of a pull that match a filter and a selection. */
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
  /** Number of records in the other groups. */
  readonly others: number;
}

export type BarFacet = BarColumn;
/** The columns that the insights show a chart of, for the records of a module. */
export function barFacetsIn(module: ListModule): readonly BarFacet[] {
  return barFacetsOf(recordColumns, module) as readonly BarFacet[];
}

export function barFacetsOf(columns: RecordColumns, module: ListModule): string[] {
  return namesInOrder(columns, ({ facet }) => (facet?.bar?.module === module ? facet.bar : undefined));
}

export interface Charts {
  readonly bars: Readonly<Partial<Record<BarFacet, Chart>>>;
  /** By day or, for long ranges, by month; oldest first, without days or months that have no records. */
  readonly times: readonly Group[];
  /** Number of matching records. */
  readonly matching: number;
}

/** A column of the table, which its rows can be sorted by. */
export type RowColumn = TableColumn;
export function rowColumnsIn(module: ListModule): readonly RowColumn[] {
  return rowColumnNamesOf(columnsOf(recordColumns, module), module) as readonly RowColumn[];
}

export function rowColumnNamesOf(columns: RecordColumns, module: ListModule): string[] {
  return namesInOrder(columns, ({ table }) => ((table?.module ?? module) === module ? table : undefined));
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
