import { problemOfRange } from '../../../kapture/dates/calendar.ts';
import { rangeOfChoice, type RangeChoice } from './rangeChoice.ts';
import type { ShownCustomers } from '../shownCustomers.ts';

/**
 * The range of a refresh: that of the running pull, else of the shown one. Returns the `last` choice itself if it
 * produced that range, because a preset moves with the date. Undefined if the range is unknown.
 */
export function rangeToRefresh(
  shown: Pick<ShownCustomers, 'pull' | 'runningPull'> | undefined,
  last: RangeChoice | undefined,
): RangeChoice | undefined {
  if (!shown) return last;
  const { range, timeZone, startedAt } = shown.runningPull ?? shown.pull;
  const chosen = last && rangeOfChoice(last, timeZone, startedAt);
  if (chosen?.start === range.start && chosen.end === range.end) return last;
  // A pull stored from a response may have a range that is not valid here.
  return problemOfRange(range) ? undefined : range;
}
