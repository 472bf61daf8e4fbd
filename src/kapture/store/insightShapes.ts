import {
  namesInOrder,
  recordColumns,
  type BarColumn,
  type RecordColumns,
  type TableColumn,
} from '../records/recordColumns.ts';
import type { CustomerRow, Group, Selection } from './customerShapes.ts';

// Apart from the queries, so that whoever asks loads no database.

/** Whose insights are asked for: all of a pull, or who passes a filter and a selection. */
export interface InsightQuestion {
  readonly pull: number;
  /** As in `CustomerPage`. */
  readonly filter: string;
  readonly only?: Selection | undefined;
}

/** The largest groups of a facet, and what the others come to. */
export interface Chart {
  readonly groups: readonly Group[];
  /** How many groups are not named. */
  readonly otherGroups: number;
  /** How many customers those have. */
  readonly others: number;
}

/** What has a chart with a bar for each value. */
export type BarFacet = BarColumn;
export const barFacets = barFacetsOf(recordColumns) as readonly BarFacet[];

export function barFacetsOf(columns: RecordColumns): string[] {
  return namesInOrder(columns, ({ facet }) => facet?.bar);
}

export interface Charts extends Readonly<Record<BarFacet, Chart>> {
  /** By day, or by month where a range has more days than can be told apart; oldest first, without those that nobody came on. */
  readonly times: readonly Group[];
  /** Customers that the question lets through. */
  readonly matching: number;
}

/** What keeps an agent from reaching customers, or has them reach one twice. */
export interface Gaps {
  readonly withoutPhone: number;
  readonly withoutEmail: number;
  /** The newest who lack one or the other. */
  readonly newest: readonly CustomerRow[];
  /** Phones that several customers have, the most shared first. Masked ones are nobody's. */
  readonly samePhone: Chart;
  readonly sameEmail: Chart;
}

/** The columns of the table, which its rows are sorted by. */
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
  /** Another one has the order looked at anew: rows may have come or gone. */
  readonly version: number;
}

export interface RowsAnswer {
  readonly total: number;
  readonly rows: readonly CustomerRow[];
}
