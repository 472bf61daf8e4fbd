import { dayOf, type DateRange } from './calendar.ts';

/** Daylight saving time lasts longer. */
const stepMs = 28 * 24 * 60 * 60 * 1000;

/**
 * Whether it is the same time in two zones at an instant in epoch milliseconds. Undefined is the zone of this machine.
 */
export function isSameTime(zone: string, other: string | undefined, instant: number): boolean {
  return comparison(zone, other)(instant);
}

/**
 * Whether it is the same time in two zones on all days of a range; true if it is not a range of dates. Undefined is the
 * zone of this machine.
 */
export function isSameTimeIn({ start, end }: DateRange, zone: string, other: string | undefined): boolean {
  const isSame = comparison(zone, other);
  const last = Date.parse(dayOf(end));
  for (let instant = Date.parse(dayOf(start)); instant < last; instant += stepMs) if (!isSame(instant)) return false;
  return Number.isNaN(last) || isSame(last);
}

function comparison(zone: string, other: string | undefined): (instant: number) => boolean {
  const [first, second] = [zone, other].map(
    (timeZone) => new Intl.DateTimeFormat('en', { dateStyle: 'short', timeStyle: 'short', timeZone }),
  );
  return (instant) => first!.format(instant) === second!.format(instant);
}
