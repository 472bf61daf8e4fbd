import type { OperationId } from '../../../kapture/catalogue/registry.ts';
import { type DateRange, type Preset, problemOfRange, rangeOf, todayIn } from '../../../kapture/dates/calendar.ts';
import { rangeOfBody } from '../../../kapture/pull/rangeOfBody.ts';
import type { ShownCustomers } from '../shownCustomers.ts';

/** A range as it is stored. A preset, such as `today`, moves with the date. */
export type RangeChoice = Preset | DateRange;

/** The days of a choice at an instant, in epoch milliseconds; now by default. */
export function rangeOfChoice(choice: RangeChoice, timeZone: string, instant?: number): DateRange {
  return typeof choice === 'string' ? rangeOf(choice, todayIn(timeZone, instant)) : choice;
}

/**
 * The date range of a request. Undefined if its operation has none or the body has no dates. Throws a SyntaxError if
 * the body is not JSON.
 */
export function rangeOfRequest(operation: OperationId, body: string): DateRange | undefined {
  return rangeOfBody(operation, JSON.parse(body));
}

/**
 * The range of a refresh, which is that of the shown pull. Returns the `last` choice itself if it produced that range,
 * because a preset moves with the date. Undefined if the range is unknown.
 */
export function rangeToRefresh(
  shown: Pick<ShownCustomers, 'pull'> | undefined,
  last: RangeChoice | undefined,
): RangeChoice | undefined {
  if (!shown) return last;
  const { range, timeZone, startedAt } = shown.pull;
  const chosen = last && rangeOfChoice(last, timeZone, startedAt);
  if (chosen?.start === range.start && chosen.end === range.end) return last;
  // A pull stored from a response may have a range that is not valid here.
  return problemOfRange(range) ? undefined : range;
}
