import { env, l10n } from 'vscode';
import { dayOf, endOf, hasTime, startOf, type DateRange } from '../../../kapture/dates/calendar.ts';
import { oneLine } from './plainText.ts';

/*
 * Numbers, sizes, dates, times and quotation marks in VS Code's display language. Only for display: never use these for
 * data that is sent, stored, copied or exported.
 */

const hourAndMinute: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit' };

export function numberText(value: number, options?: Intl.NumberFormatOptions): string {
  return value.toLocaleString(env.language, options);
}

/** A quotation in the quotation marks of the display language. */
export function quoted(text: string): string {
  return l10n.t('“{0}”', text);
}

/** A size with one decimal place. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${numberText(bytes)} B`;
  const isSmall = bytes < 1_000_000;
  return numberText(bytes / (isSmall ? 1000 : 1_000_000), {
    style: 'unit',
    unit: isSmall ? 'kilobyte' : 'megabyte',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
}

export function durationText(milliseconds: number): string {
  return numberText(Math.max(1, Math.round(milliseconds)), { style: 'unit', unit: 'millisecond' });
}

/** The date and time of an instant in milliseconds. */
export function whenText(instant: number, timeStyle: 'short' | 'medium' = 'medium'): string {
  return dateFormat({ dateStyle: 'medium', timeStyle }).format(instant);
}

/** The time of an instant in milliseconds, with the date unless it is today. */
export function timeText(instant: number, timeStyle: 'short' | 'medium' = 'medium'): string {
  return isToday(instant) ? dateFormat({ timeStyle }).format(instant) : whenText(instant, timeStyle);
}

/**
 * The time of an instant in milliseconds for a row of a narrow view: without seconds, with the day unless it is today,
 * and with the year unless it is the current one.
 */
export function rowTimeText(instant: number): string {
  return dateFormat({ ...hourAndMinute, ...(isToday(instant) ? {} : shortDay(instant)) }).format(instant);
}

/** The day of an instant in milliseconds, with the year unless it is the current one. Undefined if it is today. */
export function earlierDayText(instant: number): string | undefined {
  return isToday(instant) ? undefined : dateFormat(shortDay(instant)).format(instant);
}

/**
 * A date or a local time of the tenant. The time zone of this machine does not matter. A text that is not a date is
 * returned in one line.
 */
export function wallTimeText(moment: string, options: Intl.DateTimeFormatOptions): string {
  const time = wallTime(moment);
  return Number.isNaN(time) ? oneLine(moment) : dateFormat({ ...options, timeZone: 'UTC' }).format(time);
}

/** The name of a month, counted from 0. */
export function monthText(month: number): string {
  return dateFormat({ month: 'long', timeZone: 'UTC' }).format(Date.UTC(2000, month));
}

/** A range of dates, with times if one of its ends has a time. */
export function rangeText({ start, end }: DateRange): string {
  const isWholeDays = !hasTime(start) && !hasTime(end);
  const [from, to] = [wallTime(start), wallTime(isWholeDays ? end : endOf(end))];
  if (Number.isNaN(from) || Number.isNaN(to) || from > to) return oneLine(`${start} – ${end}`);
  return dateFormat({ dateStyle: 'medium', ...(!isWholeDays && { timeStyle: 'medium' }), timeZone: 'UTC' }).formatRange(
    from,
    to,
  );
}

/** Like {@link rangeText}, without the year if it is the current one and the range has no times. */
export function shortRangeText(range: DateRange): string {
  const days = [range.start, range.end];
  const [from, to] = [wallTime(range.start), wallTime(range.end)];
  const year = String(new Date().getFullYear());
  return days.every((day) => !hasTime(day) && day.startsWith(year)) && from <= to
    ? dateFormat({ day: 'numeric', month: 'short', timeZone: 'UTC' }).formatRange(from, to)
    : rangeText(range);
}

/** A range of dates without times. */
export function daysText({ start, end }: DateRange): string {
  return rangeText({ start: dayOf(start), end: dayOf(end) });
}

function isToday(instant: number): boolean {
  return new Date(instant).toDateString() === new Date().toDateString();
}

/** A day, with the year unless it is the current one. */
function shortDay(instant: number): Intl.DateTimeFormatOptions {
  const isThisYear = new Date(instant).getFullYear() === new Date().getFullYear();
  return { day: 'numeric', month: 'short', ...(!isThisYear && { year: 'numeric' }) };
}

function wallTime(moment: string): number {
  return Date.parse(`${startOf(moment).replace(' ', 'T')}Z`);
}

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(env.language, options);
}
