import { dayOf, type DateRange } from '../../kapture/calendar.ts';

/** A range in words for people: one day, or first and last. */
export function rangeText({ start, end }: DateRange): string {
  return start === end ? start : dayOf(start) === dayOf(end) ? `${start} – ${end.slice(11)}` : `${start} – ${end}`;
}
