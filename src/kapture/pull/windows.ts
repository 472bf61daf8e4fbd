import { addSeconds, dayOf, endOf, startOf, type DateRange } from '../calendar.ts';

/** The part of a date range that one Pull asks for. */
export type Window = DateRange;

/**
 * Cuts a range into windows of so many hours, newest first, both ends included, none overlapping. Windows begin at
 * midnight and at whole multiples of their length after the first, and one that covers whole days is asked for by days.
 */
export function windowsOf(range: DateRange, hours: number): Window[] {
  const last = endOf(range.end);
  const windows: Window[] = [];
  const midnight = `${dayOf(range.start)} 00:00:00`;
  for (let from = midnight; from <= last; from = addSeconds(from, hours * 3600)) {
    const to = addSeconds(from, hours * 3600 - 1);
    const start = from < startOf(range.start) ? startOf(range.start) : from;
    const end = to > last ? last : to;
    if (start <= end) windows.push(byDays({ start, end }));
  }
  return windows.reverse();
}

export function byDays({ start, end }: Window): Window {
  return start.endsWith(' 00:00:00') && end.endsWith(' 23:59:59') ? { start: dayOf(start), end: dayOf(end) } : { start, end };
}
