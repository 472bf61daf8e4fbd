import { addDays, dayOf, daysBetween, problemOfRange } from '../../kapture/dates/calendar.ts';
import type { StoredPull } from '../../kapture/store/customerShapes.ts';

/** The number of days in a range; 0 for the invalid dates of a request. */
export function daysOf({ start, end }: StoredPull['range']): number {
  return daysBetween(dayOf(start), dayOf(end)) + 1 || 0;
}

/** The maximum range in which empty days and months are shown. A longer range is probably mistyped. */
const maxFilledDays = 3660;

/** All days (`YYYY-MM-DD`) or months (`YYYY-MM`) of a range, oldest first. None if it is very long or invalid. */
export function timeKeys({ range }: Pick<StoredPull, 'range'>, by: 'day' | 'month'): Set<string> {
  const keys = new Set<string>();
  // A pull from a response has the dates of its request.
  if (problemOfRange(range) || daysOf(range) > maxFilledDays) return keys;
  const length = by === 'day' ? 10 : 7;
  for (let day = dayOf(range.start); day <= dayOf(range.end); day = addDays(day, 1)) keys.add(day.slice(0, length));
  return keys;
}
