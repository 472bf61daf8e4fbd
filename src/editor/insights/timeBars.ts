import { addDays, dayOf } from '../../kapture/dates/calendar.ts';
import type { Group, Selection, StoredPull } from '../../kapture/store/customerShapes.ts';
import { barOf } from './barChart.ts';
import type { Bar } from './protocol.ts';

/** A longer range is shown by month. */
const maxDays = 124;
/** In a longer range, such as a mistyped one, empty months are omitted. */
const maxFilledDays = 3660;

/** Whether the customers of a pull are counted by day or by month. */
export function timeFacetOf(pull: StoredPull): 'day' | 'month' {
  return daysOf(pull) > maxDays ? 'month' : 'day';
}

/** The bars of all days or months of a range, including empty ones, and that of customers without a date. */
export function timeBars(pull: StoredPull, by: 'day' | 'month', groups: readonly Group[]): Bar[] {
  const { range } = pull;
  const length = by === 'day' ? 10 : 7;
  const counts = new Map(groups.map(({ key, count }) => [key, count]));
  for (let day = dayOf(range.start); daysOf(pull) <= maxFilledDays && day <= dayOf(range.end); day = addDays(day, 1)) {
    const key = day.slice(0, length);
    if (!counts.has(key)) counts.set(key, 0);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, count]) => barOf(by, { key, count }));
}

/** The number of days in a range, or in the selected part of it. */
export function daysOf({ range }: StoredPull, only?: Selection): number {
  if (only?.by === 'day') return 1;
  const [first, last] = [dayOf(range.start), dayOf(range.end)];
  const [from, to] = only?.by === 'month' && only.key ? [`${only.key}-01`, lastDayOf(only.key)] : [first, last];
  return Math.round((Date.parse(to < last ? to : last) - Date.parse(from > first ? from : first)) / 86_400_000) + 1;
}

/** The last day of a month that is given as `YYYY-MM`. */
function lastDayOf(month: string): string {
  return new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).toISOString().slice(0, 10);
}
