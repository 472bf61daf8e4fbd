import type { DatabaseSync } from 'node:sqlite';
import { type RecordColumn, isText, recordColumns } from '../records/recordColumns.ts';
import type { Facet, Group, Selection } from './customerShapes.ts';
import { condition, customerOf, facetColumns, rowColumns, sqlValue } from './customerSql.ts';
import {
  type BarFacet,
  type Chart,
  type Charts,
  type InsightQuestion,
  type RowsAnswer,
  type RowsQuestion,
} from './insightShapes.ts';
import { Statements, type Value } from './statements.ts';

/** SQL for the order of the table by a column: customers without a value come last. */
export function tableOrder(column: RecordColumn, descending: boolean): string {
  const value = sqlValue(column);
  const order = column.sql.order ?? [isText(column) ? `${value} COLLATE NOCASE` : value];
  const way = descending ? 'DESC' : 'ASC';
  return [`${value} = ''`, ...order.map((term) => `${term} ${way}`), 'id DESC'].join(', ');
}

/** Read-only queries of the insights. Each result is small, regardless of the number of customers. */
export class InsightQueries {
  readonly #sql: Statements;
  readonly #tally: Tally;
  /** The ordered ids of the last query for rows, so that later pages are as fast as the first. */
  #order: { readonly question: string; readonly ids: readonly string[] } | undefined;

  constructor(database: DatabaseSync) {
    this.#sql = new Statements(database);
    this.#tally = new Tally(database);
  }

  /**
   * Counts customers by time and by each bar facet, with at most `most` groups each. A facet with a selection shows all
   * its groups, so that another one can be selected.
   */
  charts(question: InsightQuestion, time: 'day' | 'month', barFacets: readonly BarFacet[], most: number): Charts {
    const facets: readonly Facet[] = [time, ...barFacets];
    const isOwn = (facet: Facet): boolean => isSelectedBy(facet, question.only);
    const matching = this.#count(
      question,
      facets.filter((facet) => !isOwn(facet)),
    );
    const choices = this.#count({ ...question, only: undefined }, facets.filter(isOwn));
    const countsOf = (facet: Facet): Group[] => matching.get(facet) ?? choices.get(facet)!;
    const bars = Object.fromEntries(barFacets.map((by) => [by, this.#chart(countsOf(by).sort(bySize), most)]));
    // At most one facet has a selection, so any other facet counts all matching customers.
    const [someFacet] = matching.values();
    return { times: countsOf(time).sort(compareKeys), bars, matching: total(someFacet!) };
  }

  /** A page of customers in the order of a column; those without a value come last. */
  rows(question: RowsQuestion): RowsAnswer {
    const { offset, limit, ...rest } = question;
    const key = JSON.stringify(rest);
    if (this.#order?.question !== key) this.#order = { question: key, ids: this.#idsOf(question) };
    const { ids } = this.#order;
    const rows = ids
      .slice(offset, offset + limit)
      .map((id) => this.#sql.get(`SELECT ${rowColumns} FROM customer WHERE pull = ? AND id = ?`, question.pull, id));
    return { total: ids.length, rows: rows.filter((row) => row !== undefined).map(customerOf) };
  }

  #idsOf({ pull, filter, only, sort, descending }: RowsQuestion): string[] {
    const { where, values } = condition(pull, filter, only);
    const order = tableOrder(recordColumns[sort], descending);
    const rows = this.#sql.iterate(`SELECT id FROM customer WHERE ${where} ORDER BY ${order}`, ...values);
    return Array.from(rows, ({ id }) => id as string);
  }

  /** Counts the matching customers by each of several facets in one pass. */
  #count({ pull, filter, only }: InsightQuestion, facets: readonly Facet[]): Map<Facet, Group[]> {
    if (!facets.length) return new Map();
    const { where, values } = condition(pull, filter, only);
    const columns = facets.map((facet) => facetColumns[facet]);
    const counts = this.#tally.count(this.#sql, columns, `FROM customer WHERE ${where}`, values);
    return new Map(facets.map((facet, index) => [facet, counts[index]!]));
  }

  #chart(all: readonly Group[], most: number): Chart {
    // A single remaining group is shown too, because "others" would take as much space.
    const named = all.length === most + 1 ? all.length : most;
    const others = all.slice(named);
    return { groups: all.slice(0, named), otherGroups: others.length, others: total(others) };
  }
}

/** A selected day counts for months too, so that other months can still be selected. */
function isSelectedBy(facet: Facet, only: Selection | undefined): boolean {
  return only?.by === facet || (facet === 'month' && only?.by === 'day');
}

function compareKeys(one: Group, other: Group): number {
  return compare(one.key, other.key);
}

/** Largest first, then by case-insensitive name. Locale-aware sorting would take 7 s for 100,000 groups. */
function bySize(one: Group, other: Group): number {
  return other.count - one.count || compare(one.key.toLowerCase(), other.key.toLowerCase()) || compareKeys(one, other);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function total(groups: readonly Group[]): number {
  return groups.reduce((sum, { count }) => sum + count, 0);
}

/**
 * Counts the values of several text columns in one pass over the rows. `GROUP BY` would read and sort them once per
 * column: 150 ms of CPU time for five columns of 100,000 customers instead of 60 (bench `window.insights`).
 */
export class Tally {
  /** Counts by value, for each column. */
  #counts: Map<string, number>[] = [];

  constructor(database: DatabaseSync) {
    database.aggregate('tally', {
      varargs: true,
      start: 0,
      step: (rows: number, ...values) => {
        for (let column = 0; column < values.length; column++) {
          const counts = this.#counts[column]!;
          const value = values[column] as string;
          counts.set(value, (counts.get(value) ?? 0) + 1);
        }
        return rows + 1;
      },
    });
  }

  /** The unordered groups of each column. `from` is the rest of the query, with its `values`. */
  count(sql: Statements, columns: readonly string[], from: string, values: readonly Value[]): Group[][] {
    this.#counts = columns.map(() => new Map<string, number>());
    sql.get(`SELECT tally(${columns.join(', ')}) AS n ${from}`, ...values);
    const groups = this.#counts.map((counts) => Array.from(counts, ([key, count]) => ({ key, count })));
    this.#counts = [];
    return groups;
  }
}
