import type { Facet, Group, Selection, StoredPull } from '../../kapture/store/customerShapes.ts';
import type { Chart } from '../../kapture/store/insightShapes.ts';
import { keyText } from '../shared/texts/localTexts.ts';
import type { Bar, BarChart } from './protocol.ts';
import { daysOf, timeKeys } from './timeKeys.ts';

/** The maximum number of days in a chart by day. A longer range is shown by month. */
const maxDays = 124;

/** Whether the customers of a pull are counted by day or by month. */
export function timeFacetOf(pull: StoredPull): 'day' | 'month' {
  return daysOf(pull.range) > maxDays ? 'month' : 'day';
}

/** The bars of all days or months of a range, including empty ones, and that of customers without a date. */
export function timeBars(pull: StoredPull, by: 'day' | 'month', groups: readonly Group[]): Bar[] {
  const counts = new Map(groups.map(({ key, count }) => [key, count]));
  for (const key of timeKeys(pull, by)) if (!counts.has(key)) counts.set(key, 0);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, count]) => barOf(by, { key, count }));
}

function barOf(by: Facet, { key, count }: Group): Bar {
  return { key, label: keyText({ by, key } satisfies Selection), count };
}

/** A chart with the labels of its bars. */
export function barChart(by: Facet, { groups, otherGroups, others }: Chart): BarChart {
  return { bars: groups.map((group) => barOf(by, group)), otherGroups, others };
}
