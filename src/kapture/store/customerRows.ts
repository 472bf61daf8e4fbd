import { filterWords } from '../records/customer.ts';
import { recordColumns, type RecordColumn, type RecordColumns } from '../records/recordColumns.ts';
import {
  areGroupsTurned,
  descendingOf,
  sortColumnsOf,
  type CustomerRow,
  type Facet,
  type Grouping,
  type ListOrder,
  type Selection,
  type Sorting,
} from './customerShapes.ts';
import type { Row, Value } from './statements.ts';

/** The value of a column in SQL, an empty text if it is unknown. */
export function sqlValue({ sql, facet }: RecordColumn): string {
  return facet?.key ?? (sql.isLater ? `ifnull(${sql.column}, '')` : sql.column);
}

/** The key of each facet, in SQL. */
export const facetColumns = facetColumnsOf(recordColumns) as Readonly<Record<Facet, string>>;

export function facetColumnsOf(columns: RecordColumns): Record<string, string> {
  const facets = Object.entries(columns).filter(([, { facet }]) => facet);
  return {
    day: 'substr(created_at, 1, 10)',
    month: 'substr(created_at, 1, 7)',
    ...Object.fromEntries(facets.map(([name, column]) => [name, sqlValue(column)])),
  };
}

export const sortOrders = sortOrdersOf(recordColumns) as Readonly<Record<Sorting, string>>;

export function sortOrdersOf(columns: RecordColumns): Record<string, string> {
  const orders: Record<string, string> = { newest: 'created_at DESC, id DESC', oldest: 'created_at, id' };
  for (const name of sortColumnsOf(columns)) {
    const value = `${sqlValue(columns[name]!)} COLLATE NOCASE`;
    orders[name] = `${value}, id`;
    orders[descendingOf(name)] = `${value} DESC, id DESC`;
  }
  return orders;
}

/** The order of groups in SQL, before a list turns it round. `key` is the column of their keys. */
export function groupOrder(by: Grouping, key: string, isTurned = false): string {
  if (by === 'day') return `${key} ${isTurned ? 'ASC' : 'DESC'}`;
  const way = isTurned ? 'DESC' : 'ASC';
  return `${key} COLLATE NOCASE ${way}, ${key} ${way}`;
}

/** The order of a list in SQL: its groups, and the customers of each. */
export function listOrder({ by, sort }: ListOrder): string {
  return `${groupOrder(by, facetColumns[by], areGroupsTurned(by, sort))}, ${sortOrders[sort]}`;
}

/** What a {@link CustomerRow} is made of. */
export const rowColumns = rowColumnsOf(recordColumns);

export function rowColumnsOf(columns: RecordColumns): string {
  return [...Object.values(columns).map(({ sql }) => sql.column), 'contacts'].join(', ');
}

/** A row of `rowColumns`. */
export const customerOf = rowReader(recordColumns);

export function rowReader(columns: RecordColumns): (row: Row) => CustomerRow {
  const entries = Object.entries(columns);
  return (row) => {
    const values = entries.map(([name, { read, sql }]) => {
      const value = row[sql.column] ?? undefined;
      return [name, read === 'moment' && value === '' ? undefined : value];
    });
    return { ...Object.fromEntries(values), contacts: row['contacts'] } as CustomerRow;
  };
}

/** Whom a filter and selections let through, in SQL. What is quicker to see comes first. */
export function condition(
  pull: number,
  filter = '',
  ...selections: readonly (Selection | undefined)[]
): { where: string; values: Value[] } {
  const words = wordsOf(filter);
  const chosen = selections.filter((selection) => selection !== undefined);
  return {
    where: ['pull = ?', ...chosen.map(({ by }) => `${facetColumns[by]} = ?`), ...words.map(() => holdsWord)].join(
      ' AND ',
    ),
    values: [pull, ...chosen.map(({ key }) => key), ...words],
  };
}

/** In SQL: what a filter looks in holds a word of it. */
export const holdsWord = "search LIKE ? ESCAPE '\\'";

/** The words of a filter, each for {@link holdsWord}. */
export function wordsOf(filter: string): string[] {
  return filterWords(filter).map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
}
