import type { Group, StoredPull } from '../../kapture/store/customerShapes.ts';
import { barOf } from './barChart.ts';
import { daysOf } from './daysOf.ts';
import type { Bar } from './protocol.ts';
import { timeKeys } from './timeKeys.ts';

/** A longer range is shown by month. */
const maxDays = 124;

/** Whether the customers of a pull are counted by day or by month. */
export function timeFacetOf(pull: StoredPull): 'day' | 'month' {
  return daysOf(pull) > maxDays ? 'month' : 'day';
}

/** The bars of all days or months of a range, including empty ones, and that of customers without a date. */
export function timeBars(pull: StoredPull, by: 'day' | 'month', groups: readonly Group[]): Bar[] {
  const counts = new Map(groups.map(({ key, count }) => [key, count]));
  for (const key of timeKeys(pull, by)) if (!counts.has(key)) counts.set(key, 0);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, count]) => barOf(by, { key, count }));
}
