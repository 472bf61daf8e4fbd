import { addDays, addSeconds, dayOf, endOf, startOf, type DateRange } from '../dates/calendar.ts';
import type { OperationForm } from '../catalogue/form.ts';
import type { ListOperation } from '../catalogue/registry.ts';
import { formFor, type Connection } from '../connection/connection.ts';

/** The part of a date range that one Pull requests. */
export type Period = DateRange;

type PeriodConnection = Pick<Connection, 'periodHours' | 'dialect' | 'dialects'>;

/** The range that a pull covers: whole days if each of its requests is for one day. */
export function rangeToPull(range: DateRange, connection: PeriodConnection, operation: ListOperation): DateRange {
  return daysOfPull(connection, operation) === 'one' ? { start: dayOf(range.start), end: dayOf(range.end) } : range;
}

/**
 * The initial periods of a pull, of the connection's `periodHours`. If its requests have no times, they are whole days,
 * and a search keeps the times of the range in the first and the last one, so that the store omits records outside.
 */
export function firstPeriods(range: DateRange, connection: PeriodConnection, operation: ListOperation): Period[] {
  return periodsOf(rangeToPull(range, connection, operation), firstHours(connection, operation));
}

/** The number of {@link firstPeriods}, which are too many to be listed if the year of a date is mistyped. */
export function countFirstPeriods(
  { start, end }: DateRange,
  connection: PeriodConnection,
  operation: ListOperation,
): number {
  const midnight = dayOf(start);
  const indexOf = (moment: string): number =>
    Math.floor((secondsOf({ start: midnight, end: moment }) - 1) / (3600 * firstHours(connection, operation)));
  return indexOf(endOf(end)) - indexOf(startOf(start)) + 1;
}

function firstHours(connection: PeriodConnection, operation: ListOperation): number {
  const { periodHours } = connection;
  switch (daysOfPull(connection, operation)) {
    case 'one':
      return 24;
    case 'search':
      return Math.max(24, periodHours - (periodHours % 24));
    case undefined:
      return periodHours;
  }
}

/** Whether the pulls of a connection request whole days; see `OperationForm.days`. */
export function daysOfPull(
  connection: Pick<Connection, 'dialect' | 'dialects'>,
  operation: ListOperation,
): OperationForm['days'] {
  return formFor(connection, operation).days;
}

/**
 * Divides an inclusive range into periods of `hours` without overlap, newest first. Periods start at midnight of the
 * first day and at multiples of their length after that. A period of whole days is expressed in days.
 */
export function periodsOf(range: DateRange, hours: number): Period[] {
  const last = endOf(range.end);
  const periods: Period[] = [];
  const midnight = `${dayOf(range.start)} 00:00:00`;
  for (let from = midnight; from <= last; from = addSeconds(from, hours * 3600)) {
    const to = addSeconds(from, hours * 3600 - 1);
    const start = from < startOf(range.start) ? startOf(range.start) : from;
    const end = to > last ? last : to;
    if (start <= end) periods.push(byDays({ start, end }));
  }
  return periods.reverse();
}

/** Joins adjacent periods, given newest first. */
export function joinPeriods(periods: readonly Period[]): Period {
  return byDays({ start: startOf(periods.at(-1)!.start), end: endOf(periods[0]!.end) });
}

/** The halves of a period, newest first; undefined for a period of one second. */
export function halvesOf(period: Period): [Period, Period] | undefined {
  const seconds = secondsOf(period);
  if (seconds < 2) return undefined;
  const start = startOf(period.start);
  const middle = addSeconds(start, Math.floor(seconds / 2));
  return [byDays({ start: middle, end: endOf(period.end) }), byDays({ start, end: addSeconds(middle, -1) })];
}

/** The halves of a period in whole days, newest first; undefined for a period within one day. */
export function halvesInDays({ start, end }: Period): [Period, Period] | undefined {
  const [first, last] = [dayOf(start), dayOf(end)];
  if (first === last) return undefined;
  const days = Math.ceil(secondsOf({ start: first, end: last }) / 86_400);
  const middle = addDays(first, Math.floor(days / 2));
  return [
    byDays({ start: startOf(middle), end: endOf(end) }),
    byDays({ start: startOf(start), end: endOf(addDays(middle, -1)) }),
  ];
}

/** Whether a period is immediately followed by a later one. */
export function isNext(earlier: Period, later: Period): boolean {
  return addSeconds(endOf(earlier.end), 1) === startOf(later.start);
}

export function secondsOf({ start, end }: Period): number {
  const at = (moment: string): number => Date.parse(`${moment.replace(' ', 'T')}Z`) / 1000;
  return at(endOf(end)) - at(startOf(start)) + 1;
}

function byDays({ start, end }: Period): Period {
  return start.endsWith(' 00:00:00') && end.endsWith(' 23:59:59')
    ? { start: dayOf(start), end: dayOf(end) }
    : { start, end };
}
