import { addDays, addSeconds, dayOf, endOf, startOf, type DateRange } from '../dates/calendar.ts';
import { formFor, type Connection } from '../connection/connection.ts';

/** The part of a date range that one Pull requests. */
export type Window = DateRange;

/**
 * The initial windows of a pull: days, or the connection's `windowHours` if that is shorter. Whole days in a dialect
 * whose requests have no times.
 */
export function firstWindows(
  range: DateRange,
  connection: Pick<Connection, 'windowHours' | 'dialect' | 'dialects'>,
): Window[] {
  return hasDaysOnly(connection)
    ? windowsOf({ start: dayOf(range.start), end: dayOf(range.end) }, 24)
    : windowsOf(range, Math.min(24, connection.windowHours));
}

/** Whether the Pulls of a connection request whole days. */
export function hasDaysOnly(connection: Pick<Connection, 'dialect' | 'dialects'>): boolean {
  return formFor(connection, 'pull').paging?.hasDaysOnly === true;
}

/**
 * Divides an inclusive range into windows of `hours` without overlap, newest first. Windows start at midnight of the
 * first day and at multiples of their length after that. A window of whole days is expressed in days.
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

/** Joins adjacent windows, given newest first. */
export function joinWindows(windows: readonly Window[]): Window {
  return byDays({ start: startOf(windows.at(-1)!.start), end: endOf(windows[0]!.end) });
}

/** The halves of a window, newest first; undefined for a window of one second. */
export function halvesOf(window: Window): [Window, Window] | undefined {
  const seconds = secondsOf(window);
  if (seconds < 2) return undefined;
  const start = startOf(window.start);
  const middle = addSeconds(start, Math.floor(seconds / 2));
  return [byDays({ start: middle, end: endOf(window.end) }), byDays({ start, end: addSeconds(middle, -1) })];
}

/** The halves of a window in whole days, newest first; undefined for a window within one day. */
export function halvesInDays({ start, end }: Window): [Window, Window] | undefined {
  const [first, last] = [dayOf(start), dayOf(end)];
  if (first === last) return undefined;
  const days = Math.ceil(secondsOf({ start: first, end: last }) / 86_400);
  const middle = addDays(first, Math.floor(days / 2));
  return [
    byDays({ start: startOf(middle), end: endOf(end) }),
    byDays({ start: startOf(start), end: endOf(addDays(middle, -1)) }),
  ];
}

/** Windows and the gaps between them, newest first. */
export function withGaps(windows: readonly Window[]): Window[] {
  return windows.flatMap((window, index) => {
    const older = windows[index + 1];
    return older && !isNext(older, window)
      ? [window, byDays({ start: addSeconds(endOf(older.end), 1), end: addSeconds(startOf(window.start), -1) })]
      : [window];
  });
}

/** Whether a window is immediately followed by a later one. */
export function isNext(earlier: Window, later: Window): boolean {
  return addSeconds(endOf(earlier.end), 1) === startOf(later.start);
}

export function secondsOf({ start, end }: Window): number {
  const at = (moment: string): number => Date.parse(`${moment.replace(' ', 'T')}Z`) / 1000;
  return at(endOf(end)) - at(startOf(start)) + 1;
}

function byDays({ start, end }: Window): Window {
  return start.endsWith(' 00:00:00') && end.endsWith(' 23:59:59')
    ? { start: dayOf(start), end: dayOf(end) }
    : { start, end };
}
