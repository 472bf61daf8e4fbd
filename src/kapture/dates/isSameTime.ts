import { dayOf, type DateRange } from './calendar.ts';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Whether it is the same time in two zones at an instant in epoch milliseconds. Undefined is the zone of this machine.
 */
export function isSameTime(zone: string, other: string | undefined, instant: number): boolean {
  return comparison(zone, other)(instant);
}

/**
 * Whether it is the same time in two zones from the day before a range to the day after it, because days of a zone
 * begin up to 14 hours before or 12 hours after those of UTC. True if it is not a range of dates. Undefined is the zone
 * of this machine.
 */
export function isSameTimeIn({ start, end }: DateRange, zone: string, other: string | undefined): boolean {
  const isSame = comparison(zone, other);
  const last = Date.parse(dayOf(end)) + 2 * dayMs;
  for (let instant = Date.parse(dayOf(start)) - dayMs; instant <= last; instant += dayMs)
    if (!isSame(instant)) return false;
  return true;
}

function comparison(zone: string, other: string | undefined): (instant: number) => boolean {
  const [first, second] = [zone, other].map(
    (timeZone) => new Intl.DateTimeFormat('en', { dateStyle: 'short', timeStyle: 'short', timeZone }),
  );
  // A range with a mistyped year can have 1,000 years, whose days take 0.7 s to compare.
  const isOneZone = first!.resolvedOptions().timeZone === second!.resolvedOptions().timeZone;
  return (instant) => isOneZone || first!.format(instant) === second!.format(instant);
}
