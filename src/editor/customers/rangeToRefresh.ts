import { problemOfRange } from '../../kapture/dates/calendar.ts';
import { rangeOfChoice, type RangeChoice } from './rangeChoice.ts';
import type { ShownCustomers } from './shownCustomers.ts';

/**
 * What a refresh asks for: the range that is on its way, else that which is shown, and as it was chosen `last` if that is
 * where it comes from, for a preset moves on with the day. Undefined where nobody knows.
 */
export function rangeToRefresh(
  shown: Pick<ShownCustomers, 'pull' | 'pulledAnew'> | undefined,
  last: RangeChoice | undefined,
): RangeChoice | undefined {
  if (!shown) return last;
  const { range, timeZone, startedAt } = shown.pulledAnew ?? shown.pull;
  const chosen = last && rangeOfChoice(last, timeZone, startedAt);
  if (chosen?.start === range.start && chosen.end === range.end) return last;
  // A response may be that of a request in words of its own.
  return problemOfRange(range) ? undefined : range;
}
