import { monthNames } from '../kapture/dates/calendar.ts';

/** A date as an object in a response. */
export interface DateParts {
  readonly year: number;
  /** The month from 0: 2 is March. */
  readonly month: number;
  readonly dayOfMonth: number;
  readonly hourOfDay: number;
  readonly minute: number;
  readonly second: number;
}

/** Formats a moment (`YYYY-MM-DD hh:mm:ss`) as an object, as in contacts and `lastModificationTime`. */
export function wireDateParts(moment: string): DateParts {
  const part = (start: number, end: number): number => Number(moment.slice(start, end));
  return {
    year: part(0, 4),
    month: part(5, 7) - 1,
    dayOfMonth: part(8, 10),
    hourOfDay: part(11, 13),
    minute: part(14, 16),
    second: part(17, 19),
  };
}

/** Formats a moment as `Mar 14, 2021 2:21:11 PM`, as in `generationDate` of a customer. */
export function wireDate(moment: string): string {
  const { year, month, dayOfMonth, hourOfDay } = wireDateParts(moment);
  return `${monthNames[month]} ${dayOfMonth}, ${year} ${hourOfDay % 12 || 12}:${moment.slice(14, 19)} ${hourOfDay < 12 ? 'AM' : 'PM'}`;
}
