import { env, l10n } from 'vscode';
import { dayOf, endOf, startOf, type DateRange } from '../../../kapture/dates/calendar.ts';
import { oneLine } from './plainText.ts';

/*
 * Numbers, sizes, dates, times and quotes as the user's language writes them, which is the language that VS Code shows itself in.
 * For the eye alone: what is sent, kept, copied or exported never comes through here.
 */

export function numberText(value: number, options?: Intl.NumberFormatOptions): string {
  return value.toLocaleString(env.language, options);
}

/** A text that is somebody else's, in the marks of the language. */
export function quoted(text: string): string {
  return l10n.t('“{0}”', text);
}

/** A size to look at: to a tenth of its unit. */
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

/** A size that is compared with a limit in megabytes. */
export function megabytesText(bytes: number): string {
  return numberText(bytes / 1_000_000, {
    style: 'unit',
    unit: 'megabyte',
    maximumFractionDigits: bytes < 10_000_000 ? 1 : 0,
  });
}

export function durationText(milliseconds: number): string {
  return numberText(Math.max(1, Math.round(milliseconds)), { style: 'unit', unit: 'millisecond' });
}

/** An instant, with its day. */
export function whenText(instant: number, timeStyle: 'short' | 'medium' = 'medium'): string {
  return dateFormat({ dateStyle: 'medium', timeStyle }).format(instant);
}

/** The time of today, else with its day. */
export function timeText(instant: number, timeStyle: 'short' | 'medium' = 'medium'): string {
  const isToday = new Date(instant).toDateString() === new Date().toDateString();
  return isToday ? dateFormat({ timeStyle }).format(instant) : whenText(instant, timeStyle);
}

/** A day, or a moment on the tenant's own clock: no zone of this machine comes into it. As it is, where it is none. */
export function wallTimeText(moment: string, options: Intl.DateTimeFormatOptions): string {
  const time = wallTime(moment);
  return Number.isNaN(time) ? oneLine(moment) : dateFormat({ ...options, timeZone: 'UTC' }).format(time);
}

/** The name of a month that is counted from 0. */
export function monthText(month: number): string {
  return dateFormat({ month: 'long', timeZone: 'UTC' }).format(Date.UTC(2000, month));
}

/** A range of days, or of seconds where one of its ends is one. */
export function rangeText({ start, end }: DateRange): string {
  const isOfDays = start.length <= 10 && end.length <= 10;
  const [from, to] = isOfDays ? [wallTime(start), wallTime(end)] : [wallTime(startOf(start)), wallTime(endOf(end))];
  if (Number.isNaN(from) || Number.isNaN(to) || from > to) return oneLine(`${start} – ${end}`);
  return dateFormat({ dateStyle: 'medium', ...(!isOfDays && { timeStyle: 'medium' }), timeZone: 'UTC' }).formatRange(
    from,
    to,
  );
}

/** The days of a range. */
export function daysText({ start, end }: DateRange): string {
  return rangeText({ start: dayOf(start), end: dayOf(end) });
}

function wallTime(moment: string): number {
  return Date.parse(moment.length > 10 ? `${moment.replace(' ', 'T')}Z` : `${moment}T00:00:00Z`);
}

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(env.language, options);
}
