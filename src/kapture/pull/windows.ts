import { addSeconds, dayOf, endOf, startOf, type DateRange } from '../dates/calendar.ts';
import type { Connection } from '../connection/connection.ts';

/** The part of a date range that one Pull asks for. */
export type Window = DateRange;

/** The windows that a pull of a range starts with: days, or what the connection asks for at the most if that is less. */
export function firstWindows(range: DateRange, { windowHours }: Pick<Connection, 'windowHours'>): Window[] {
  return windowsOf(range, Math.min(24, windowHours));
}

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

/** One window over others, which are given newest first and follow on each other. */
export function joined(windows: readonly Window[]): Window {
  return byDays({ start: startOf(windows.at(-1)!.start), end: endOf(windows[0]!.end) });
}

/** Newest first; undefined for a window of one second. */
export function halvesOf(window: Window): [Window, Window] | undefined {
  const seconds = secondsOf(window);
  if (seconds < 2) return undefined;
  const start = startOf(window.start);
  const middle = addSeconds(start, Math.floor(seconds / 2));
  return [byDays({ start: middle, end: endOf(window.end) }), byDays({ start, end: addSeconds(middle, -1) })];
}

/** Windows, newest first, and what lies between them. */
export function withGaps(windows: readonly Window[]): Window[] {
  return windows.flatMap((window, index) => {
    const older = windows[index + 1];
    return older && !isNext(older, window)
      ? [window, byDays({ start: addSeconds(endOf(older.end), 1), end: addSeconds(startOf(window.start), -1) })]
      : [window];
  });
}

/** Whether one ends where a later one begins. */
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
