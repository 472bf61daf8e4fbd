import { dayOf, daysBetween } from '../../kapture/dates/calendar.ts';
import type { Selection, StoredPull } from '../../kapture/store/customerShapes.ts';

/** The number of days in a range, or in the selected part of it. 0 for the invalid dates of a request. */
export function daysOf({ range }: Pick<StoredPull, 'range'>, only?: Selection): number {
  if (only?.by === 'day') return 1;
  const [first, last] = [dayOf(range.start), dayOf(range.end)];
  if (only?.by !== 'month' || !only.key) return daysBetween(first, last) + 1 || 0;
  const [from, to] = [`${only.key}-01`, lastDayOf(only.key)];
  // A customer that was added from a response can have a date in a month outside of the range.
  if (from > last || to < first) return daysBetween(from, to) + 1;
  return daysBetween(from > first ? from : first, to < last ? to : last) + 1;
}

/** The last day of a month that is given as `YYYY-MM`. */
function lastDayOf(month: string): string {
  return new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).toISOString().slice(0, 10);
}
