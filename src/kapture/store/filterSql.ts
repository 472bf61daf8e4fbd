import type { DatabaseSync } from 'node:sqlite';
import { addDays, todayIn } from '../dates/calendar.ts';
import { inEnglish } from '../problem/problem.ts';
import { readFilter, type FilterCondition } from '../records/customerFilter.ts';
import { isText, recordColumns, type RecordColumn } from '../records/recordColumns.ts';
import type { Value } from './statements.ts';

/** An SQL condition with `?` in place of its values. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly Value[];
}

/** SQL for the value of a column; an empty text if it is unknown. */
export function sqlValue({ sql, facet }: RecordColumn): string {
  return facet?.key ?? (sql.isLater ? `ifnull(${sql.column}, '')` : sql.column);
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
