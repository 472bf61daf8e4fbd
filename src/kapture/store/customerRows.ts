import { recordColumns, type RecordColumns } from '../records/recordColumns.ts';
import {
  areGroupsReversed,
  descendingOf,
  sortColumnsOf,
  type CustomerRow,
  type Facet,
  type Grouping,
  type ListOrder,
  type Selection,
  type Sorting,
} from './customerShapes.ts';
import { filterSql, sqlValue } from './filterSql.ts';
import type { Row, Value } from './statements.ts';

/** SQL for the key of each facet. */
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

/** SQL for the order of groups. `key` is the column of their keys. */
export function groupOrder(by: Grouping, key: string, isReversed = false): string {
  if (by === 'day') return `${key} ${isReversed ? 'ASC' : 'DESC'}`;
  const direction = isReversed ? 'DESC' : 'ASC';
  return `${key} COLLATE NOCASE ${direction}, ${key} ${direction}`;
}

/** SQL for the order of a list: by group, then by the sorting. */
export function listOrder({ by, sort }: ListOrder): string {
  return `${groupOrder(by, facetColumns[by], areGroupsReversed(by, sort))}, ${sortOrders[sort]}`;
}

/** SQL for the columns of a {@link CustomerRow}. */
export const rowColumns = rowColumnsOf(recordColumns);

export function rowColumnsOf(columns: RecordColumns): string {
  return [...Object.values(columns).map(({ sql }) => sql.column), 'contacts'].join(', ');
}

/** Converts a row of `rowColumns`. */
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

/**
 * SQL for the customers of a pull that match a filter and selections. Faster conditions come first. Throws for an
 * incorrect filter.
 */
export function condition(
  pull: number,
  filter = '',
  ...selections: readonly (Selection | undefined)[]
): { where: string; values: Value[] } {
  const chosen = selections.filter((selection) => selection !== undefined);
  const filtered = filterSql(filter, pull);
  return {
    where: ['pull = ?', ...chosen.map(({ by }) => `${facetColumns[by]} = ?`), ...filtered.map(({ sql }) => sql)].join(
      ' AND ',
    ),
    values: [pull, ...chosen.map(({ key }) => key), ...filtered.flatMap(({ values }) => values)],
  };
}
