import { addDays, dayOf, problemOfMoment, type DateRange, daysBetween } from '../dates/calendar.ts';
import type { Fields } from '../catalogue/fieldText.ts';
import type { OperationForm } from '../catalogue/form.ts';
import { sharedFields } from '../catalogue/forms.ts';

/**
 * The range of a search that covers a period: whole days, and one day more. The published sample spans two days and is
 * documented to be within 24 hours, so a search ends at the start of its last day. If a tenant returns that day as
 * well, its customers are not stored.
 */
export function searchRange({ start, end }: DateRange): DateRange {
  return { start: dayOf(start), end: addDays(dayOf(end), 1) };
}

/** The period that a search covers, without the additional day at its end. Both dates alike are that whole day. */
export function periodOfSearch({ start, end }: DateRange): DateRange {
  return dayOf(end) > dayOf(start) && !problemOfMoment(end) ? { start, end: addDays(dayOf(end), -1) } : { start, end };
}

/** A date in the other form of a Pull. */
export interface ConvertedDate {
  readonly value: string;
  /**
   * What differs from the original date: `time` if the form has no time of day, so that the date covers the whole day;
   * `last-day` if the range may end a day earlier or later, because it depends on the value of a variable.
   */
  readonly loss?: 'time' | 'last-day' | undefined;
}

/**
 * A date of a Pull in another form; see `searchRange.ts`. Undefined if both forms have the same ranges, or for any
 * other value. The end of a search cannot be derived from a variable other than today. The end of a period depends on
 * both dates of a search, because a search of a single date covers that day.
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
  const written = shared[field];
  const date = readDate(written);
  const isEnd = field === 'end_date';
  if (date === undefined) return isEnd && hasVariable(written) ? { value: written, loss: 'last-day' } : undefined;
  const dateOf = (name: string): string => readDate(shared[name]) ?? date;
  const range = { start: dateOf('start_date'), end: dateOf('end_date') };
  const { start, end } = becomesSearch ? searchRange(range) : periodOfSearch(range);
  const converted = field === 'start_date' ? start : end;
  const value = hasVariable(written) ? relativeDate(converted, written) : converted;
  if (isEnd && !becomesSearch && readDate(shared['start_date']) === undefined) return { value, loss: 'last-day' };
  return { value, loss: hasTime(date) && !hasTime(converted) ? 'time' : undefined };
}

/** Stands for today in a calculation: later than the fixed dates of requests. */
const today = '9000-01-01';

/** A date in a body, in which a variable for today or a number of days from it counts as one. */
function readDate(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const date = value
    .replace(/\{\{\s*\$now\s*\}\}/, `${today} 00:00:00`)
    .replace(/\{\{\s*\$today([+-]\d{1,5})?\s*\}\}/, (_variable, days: string | undefined) =>
      addDays(today, Number(days ?? 0)),
    );
  return problemOfMoment(date) ? undefined : date;
}

/** The opposite of {@link readDate}: a date as a number of days from today. `written` is what it was derived from. */
function relativeDate(date: string, written: string): string {
  if (readDate(written) === date) return written;
  const days = daysBetween(today, dayOf(date));
  const sign = days > 0 ? '+' : '';
  return `{{$today${days === 0 ? '' : `${sign}${days}`}}}`;
}

function hasVariable(value: unknown): value is string {
  return typeof value === 'string' && value.includes('{{');
}

function hasTime(date: string): boolean {
  return date.includes(':');
}
