import { addDays, dayOf, problemOfMoment, type DateRange } from '../dates/calendar.ts';

/**
 * The range of a search that covers a period: whole days, and one day more. The published sample spans two days and is
 * documented to be within 24 hours, so a search ends at the start of its last day. If a tenant returns that day as
 * well, its customers are not stored.
 */
export function searchRange({ start, end }: DateRange): DateRange {
  return { start: dayOf(start), end: addDays(dayOf(end), 1) };
}

/**
 * The period that a search covers, without the additional day at its end. If both dates are the same, it is that whole
 * day.
 */
export function periodOfSearch({ start, end }: DateRange): DateRange {
  return dayOf(end) > dayOf(start) && !problemOfMoment(end) ? { start, end: addDays(dayOf(end), -1) } : { start, end };
}
