import type { DatabaseSync } from 'node:sqlite';
import { addDays, todayIn } from '../dates/calendar.ts';
import { inEnglish } from '../problem/problem.ts';
import { readFilter, type FilterCondition } from '../records/customerFilter.ts';
import { isText, recordColumns, type RecordColumn, type RecordColumns } from '../records/recordColumns.ts';
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
import type { Row, Value } from './statements.ts';

/** An SQL condition with `?` in place of its values. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly Value[];
}

export function sqlValue({ sql, facet }: RecordColumn): string {
  return facet?.key ?? sql.column;
}

/** Adds the functions that filters use: SQLite compares only ASCII without case, and does not know time zones. */
export function addFilterFunctions(database: DatabaseSync): void {
  const deterministic = { deterministic: true };
  database.function('lower_text', deterministic, (text) => String(text).toLowerCase());
  database.function('first_day', deterministic, (zone, days) => addDays(todayIn(String(zone)), 1 - Number(days)));
}

/** SQL: the search text contains a word of the filter. */
export const containsWord = "search LIKE ? ESCAPE '\\'";

/** The value of a word for {@link containsWord}. */
export function wordValue(word: string): string {
  return `%${word.replace(/[\\%_]/g, '\\$&')}%`;
}

/**
 * The conditions of a filter on the customers of a pull. Faster ones come first. Throws for an incorrect filter, which
 * users cannot apply.
 */
export function filterSql(filter: string, pull: number): Condition[] {
  const read = readFilter(filter);
  if (read.problem) throw new Error(inEnglish(read.problem));
  return [
    ...read.conditions.map((condition) => conditionSql(condition, pull)),
    ...read.words.map((word) => ({ sql: containsWord, values: [wordValue(word)] })),
  ];
}

function conditionSql(condition: FilterCondition, pull: number): Condition {
  const column = recordColumns[condition.column];
  const value = sqlValue(column);
  const none = isText(column) || column.read === 'moment' ? "''" : '0';
  switch (condition.kind) {
    case 'contains':
      return { sql: `instr(lower_text(${value}), ?) > 0`, values: [condition.value.toLowerCase()] };
    case 'equals':
      return { sql: `lower_text(${value}) = ?`, values: [condition.value.toLowerCase()] };
    case 'missing':
      return { sql: `${value} = ${none}`, values: [] };
    case 'present':
      return { sql: `${value} <> ${none}`, values: [] };
    case 'number':
      return { sql: `${value} ${condition.comparison} ?`, values: [condition.value] };
    case 'date':
      return {
        sql: `${value} <> '' AND substr(${value}, 1, ${condition.value.length}) ${condition.comparison} ?`,
        values: [condition.value],
      };
    case 'lastDays':
      return {
        // The function is in the subquery, which SQLite evaluates once: it takes as long as reading several rows.
        sql: `${value} >= (SELECT first_day(time_zone, ?) FROM pull WHERE id = ?)`,
        values: [condition.days, pull],
      };
  }
}

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

export function listOrder({ by, sort }: ListOrder): string {
  return `${groupOrder(by, facetColumns[by], areGroupsReversed(by, sort))}, ${sortOrders[sort]}`;
}

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
