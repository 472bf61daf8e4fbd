import type { ListModule } from '../catalogue/operation.ts';
import { addDays } from '../dates/calendar.ts';
import { filterName, filterNames, filterTerms, filterValue, type FilterTerm } from './customerFilter.ts';
import { columnNamesOf, recordColumns, type ColumnName } from './recordColumns.ts';

/** What a user can add at the end of a filter. `term` is the condition; `filter` is the filter with it. */
export type FilterSuggestion = { readonly term: string; readonly filter: string } & (
  | { readonly kind: 'column' | 'missing' | 'present'; readonly column: ColumnName }
  /** `missing:` or `has:`, without a column yet. */
  | { readonly kind: 'anyMissing' | 'anyPresent' }
  | { readonly kind: 'days'; readonly days: 1 | 7 | 30 }
  | { readonly kind: 'month' }
  | { readonly kind: 'after' | 'before'; readonly day: string }
  | { readonly kind: 'more'; readonly than: number }
  | { readonly kind: 'value'; readonly column: ColumnName; readonly value: string; readonly count: number }
);

/** Lists the conditions that can follow a filter or complete its last term. `today` is a day, `YYYY-MM-DD`. */
export function suggestTerms(filter: string, today: string, module: ListModule = 'customer'): FilterSuggestion[] {
  const term = lastTerm(filter);
  const before = term ? filter.slice(0, term.start) : filter;
  const typed = term ? filter.slice(term.start).toLowerCase() : '';
  const names = columnNamesOf(module).map((column) => [filterName(column), column] as const);
  const offers = [...offersFor(term, today, names)];
  const isUnknown = term?.name !== undefined && offers.length === 0 && !filterNames.has(term.name);
  return offers
    .concat(isUnknown ? [...offersFor(undefined, today, names)] : [])
    .filter((offer) => isUnknown || (offer.term.startsWith(typed) && offer.term !== typed))
    .map((offer) => completed(before, offer));
}

/** The column whose values can complete a filter, with what was typed of the value. */
export function columnToComplete(filter: string): { readonly column: ColumnName; readonly typed: string } | undefined {
  const term = lastTerm(filter);
  const column = term?.name === undefined ? undefined : filterNames.get(term.name);
  return column && { column, typed: term!.value };
}

const maxValues = 20;

/** Suggests values of the last term's column that contain what was typed; the most frequent ones come first. */
export function suggestValues(
  filter: string,
  values: readonly { readonly key: string; readonly count: number }[],
): FilterSuggestion[] {
  const wanted = columnToComplete(filter);
  if (!wanted) return [];
  const { column, typed } = wanted;
  const text = typed.toLowerCase();
  const before = filter.slice(0, lastTerm(filter)!.start);
  return values
    .filter(({ key }) => key !== '' && key.toLowerCase().includes(text))
    .toSorted((one, other) => other.count - one.count)
    .slice(0, maxValues)
    .map(({ key, count }) =>
      completed(before, {
        kind: 'value',
        term: `${filterName(column)}:=${filterValue(key)}`,
        column,
        value: key,
        count,
      }),
    );
}

type Offer = FilterSuggestion extends infer Suggestion
  ? Suggestion extends FilterSuggestion
    ? Omit<Suggestion, 'filter'>
    : never
  : never;

/** A condition followed by a space, so that the user can type the next one. */
function completed(before: string, offer: Offer): FilterSuggestion {
  return { ...offer, filter: `${before}${offer.term}${offer.term.endsWith(':') ? '' : ' '}` };
}

/** The term that ends at the end of the filter; undefined if the next character starts another one. */
function lastTerm(filter: string): FilterTerm | undefined {
  const [one, other] = [filterTerms(filter), filterTerms(`${filter}x`)];
  return one.length === other.length ? one.at(-1) : undefined;
}

function* offersFor(
  term: FilterTerm | undefined,
  today: string,
  names: readonly (readonly [filterName: string, column: ColumnName])[],
): Generator<Offer> {
  const name = term?.name;
  if (name === undefined) {
    yield { kind: 'anyMissing', term: 'missing:' };
    yield { kind: 'anyPresent', term: 'has:' };
    for (const [filterName, column] of names) yield { kind: 'column', term: `${filterName}:`, column };
    return;
  }
  if (name === 'missing' || name === 'has') {
    const kind = name === 'missing' ? 'missing' : 'present';
    for (const [filterName, column] of names) yield { kind, term: `${name}:${filterName}`, column };
    return;
  }
  const column = filterNames.get(name);
  if (column === undefined) return;
  const { read } = recordColumns[column];
  if (read === 'count') yield { kind: 'more', term: `${name}:>0`, than: 0 };
  if (read !== 'moment') return;
  for (const days of [1, 7, 30] as const) yield { kind: 'days', term: `${name}:${days}d`, days };
  yield { kind: 'month', term: `${name}:${today.slice(0, 7)}` };
  const weekAgo = addDays(today, -7);
  yield { kind: 'after', term: `${name}:>${weekAgo}`, day: weekAgo };
  yield { kind: 'before', term: `${name}:<${weekAgo}`, day: weekAgo };
}
