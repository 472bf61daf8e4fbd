import { problemOfMoment } from '../dates/calendar.ts';
import { problem, type Problem } from '../problem/problem.ts';
import { recordColumns, type ColumnName } from './recordColumns.ts';

export const comparisons = ['=', '<', '<=', '>', '>='] as const;
export type Comparison = (typeof comparisons)[number];

/** A condition on a column. Texts are compared without case. */
export type FilterCondition =
  | { readonly kind: 'contains' | 'equals'; readonly column: ColumnName; readonly value: string }
  | { readonly kind: 'missing' | 'present'; readonly column: ColumnName }
  /** `value` is a whole number. */
  | { readonly kind: 'number'; readonly column: ColumnName; readonly comparison: Comparison; readonly value: number }
  /** `value` is a day, a month or a year: `2026-01-31`, `2026-01` or `2026`. */
  | { readonly kind: 'date'; readonly column: ColumnName; readonly comparison: Comparison; readonly value: string }
  /** The last days including today, in the tenant's time zone. */
  | { readonly kind: 'lastDays'; readonly column: ColumnName; readonly days: number };

/**
 * A customer matches if the text of `searchText` contains all words, in any order, and if all conditions apply to it.
 */
export interface CustomerFilter {
  /** The words, in lower case. */
  readonly words: readonly string[];
  readonly conditions: readonly FilterCondition[];
}

export type ReadFilter = (CustomerFilter & { readonly problem?: undefined }) | { readonly problem: Problem };

/** What a filter calls each column: `created` for `createdAt`, `contactphone` for `contactPhone`. */
export const filterNames: ReadonlyMap<string, ColumnName> = new Map(
  (Object.keys(recordColumns) as ColumnName[]).map((column) => [filterName(column), column]),
);

export function filterName(column: ColumnName): string {
  return column.replace(/At$/, '').toLowerCase();
}

/** A part of a filter: a word, or a condition such as `agent:asha`, `created:>2026-01-01` and `missing:phone`. */
export interface FilterTerm {
  /** The offset of the term in the filter. */
  readonly start: number;
  /** What is before the colon, in lower case; undefined for a word. */
  readonly name: string | undefined;
  readonly comparison: Comparison | undefined;
  /** The value without its quotes. */
  readonly value: string;
}

// A quotation mark only has a meaning at the beginning of a value, so that `5" pipe` is three ordinary words.
const termPattern = /(?:([a-z]\w*):(>=|<=|[=<>])?)?(?:"((?:[^"]|"")*)(?:"|$)|(\S*))/iy;

/** Splits a filter into its terms. Any text can be split. */
export function filterTerms(text: string): FilterTerm[] {
  const terms: FilterTerm[] = [];
  const blank = /\s*/y;
  for (let offset = 0; ;) {
    blank.lastIndex = offset;
    const start = offset + blank.exec(text)![0].length;
    if (start >= text.length) return terms;
    termPattern.lastIndex = start;
    const [whole, name, comparison, quoted, plain = ''] = termPattern.exec(text)!;
    terms.push({
      start,
      name: name?.toLowerCase(),
      comparison: comparison as Comparison | undefined,
      value: (quoted === undefined ? plain : quoted.replaceAll('""', '"')).trim(),
    });
    offset = start + whole.length;
  }
}

/** A value as it is written in a filter: in quotation marks if it would be read as something else. */
export function filterValue(value: string): string {
  return /^[^\s"<>=][^\s]*$/.test(value) ? value : `"${value.replaceAll('"', '""')}"`;
}

/** Reads a filter. The problem is that of its first incorrect condition. */
export function readFilter(text: string): ReadFilter {
  const words: string[] = [];
  const conditions: FilterCondition[] = [];
  for (const term of filterTerms(text)) {
    if (term.name === undefined) {
      if (term.value) words.push(term.value.toLowerCase());
      continue;
    }
    const read = readTerm(term, term.name);
    if ('sentence' in read) return { problem: read };
    conditions.push(read);
  }
  return { words, conditions };
}

function readTerm({ comparison, value }: FilterTerm, name: string): FilterCondition | Problem {
  if (name === 'missing' || name === 'has') {
    const column = filterNames.get(value.toLowerCase());
    const kind = name === 'missing' ? 'missing' : 'present';
    if (column && !comparison) return { kind, column };
    return value ? unknownColumn(`${comparison ?? ''}${value}`) : problem('Enter a column after “{0}”.', `${name}:`);
  }
  const column = filterNames.get(name);
  if (!column) return unknownColumn(name);
  if (!value) return problem('Enter a value after “{0}”.', `${name}:${comparison ?? ''}`);
  const { read } = recordColumns[column];
  if (read === 'count') return readNumber(column, comparison, value);
  if (read === 'moment') return readDate(column, comparison, value);
  if (comparison && comparison !== '=')
    return problem(
      '{0} is a text column. Use {1} or {2}.',
      name,
      `${name}:${filterValue(value)}`,
      `${name}:=${filterValue(value)}`,
    );
  return { kind: comparison ? 'equals' : 'contains', column, value };
}

function unknownColumn(name: string): Problem {
  return problem('There is no column named {0}. To search for this text, put it in quotation marks.', name);
}

function readNumber(column: ColumnName, comparison: Comparison = '=', value: string): FilterCondition | Problem {
  return /^\d{1,9}$/.test(value)
    ? { kind: 'number', column, comparison, value: Number(value) }
    : problem('{0} is not a whole number.', value);
}

/** The maximum number of days, which is more than any pull has. */
const maxDays = 36_500;

function readDate(column: ColumnName, comparison: Comparison | undefined, value: string): FilterCondition | Problem {
  const days = /^(\d+)d$/i.exec(value)?.[1];
  if (days !== undefined && !comparison && Number(days) >= 1 && Number(days) <= maxDays)
    return { kind: 'lastDays', column, days: Number(days) };
  if (!/^\d{4}(-\d{2}){0,2}$/.test(value))
    return problem(
      '{0} is not a date. Use 2026-01-31, 2026-01, 2026, or 7d for the last 7 days.',
      `${comparison ?? ''}${value}`,
    );
  const found = problemOfMoment(`${value}${'-01'.repeat((10 - value.length) / 3)}`);
  return found ?? { kind: 'date', column, comparison: comparison ?? '=', value };
}
