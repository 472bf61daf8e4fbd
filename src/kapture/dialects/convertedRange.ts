import type { Fields } from '../catalogue/fieldText.ts';
import type { OperationForm } from '../catalogue/form.ts';
import { sharedFields } from '../catalogue/forms.ts';
import { problemOfMoment } from '../dates/calendar.ts';
import { periodOfSearch, searchRange } from './searchRange.ts';

/** A date in the other form of a Pull. */
export interface ConvertedDate {
  readonly value: string;
  /** The form has no place for the time of day, so the date covers the whole day. */
  readonly isRounded: boolean;
}

/**
 * A date of a Pull in another form; see `searchRange.ts`. Undefined if both forms have the same ranges, or for any
 * other value.
 */
export function convertedDate(
  field: string,
  fields: Fields,
  source: OperationForm,
  target: OperationForm,
): ConvertedDate | undefined {
  const [isSearch, becomesSearch] = [source, target].map(({ paging }) => paging?.hasDaysOnly === true);
  if (isSearch === becomesSearch || (field !== 'start_date' && field !== 'end_date')) return undefined;
  const shared = sharedFields(source, fields);
  const date = shared[field];
  if (!isDate(date)) return undefined;
  const dateOf = (name: string): string => (isDate(shared[name]) ? shared[name] : date);
  const range = { start: dateOf('start_date'), end: dateOf('end_date') };
  const { start, end } = becomesSearch ? searchRange(range) : periodOfSearch(range);
  const value = field === 'start_date' ? start : end;
  return { value, isRounded: hasTime(date) && !hasTime(value) };
}

function isDate(value: unknown): value is string {
  return typeof value === 'string' && !problemOfMoment(value);
}

function hasTime(date: string): boolean {
  return date.includes(':');
}
