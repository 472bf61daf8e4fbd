import * as vscode from 'vscode';
import { env, l10n, workspace, type Uri } from 'vscode';
import { dayOf, endOf, hasTime, startOf, type DateRange } from '../../../kapture/dates/calendar.ts';
import { recordColumns } from '../../../kapture/records/recordColumns.ts';
import type { Facet, Selection } from '../../../kapture/store/customerShapes.ts';
import { catalogueText, columnTitle } from './catalogueTexts.ts';
import { oneLine } from './plainText.ts';

/*
 * Numbers, sizes, dates, times and quotation marks in VS Code's display language. Only for display: never use these for
 * data that is sent, stored, copied or exported.
 */

const hourAndMinute: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit' };

export function numberText(value: number, options?: Intl.NumberFormatOptions): string {
  return value.toLocaleString(env.language, options);
}

/** A text in the quotation marks of the display language. */
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

/** A local time of the tenant, with seconds if it has any. */
export function momentText(moment: string): string {
  return wallTimeText(moment, { dateStyle: 'medium', timeStyle: moment.endsWith(':00') ? 'short' : 'medium' });
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

/** A size in megabytes in VS Code's display language, for comparison with a limit. */
export function megabytesText(bytes: number): string {
  return (bytes / 1_000_000).toLocaleString(env.language, {
    style: 'unit',
    unit: 'megabyte',
    maximumFractionDigits: bytes < 10_000_000 ? 1 : 0,
  });
}

const weekdayAndDay: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short' };

/** The value of a facet for display: a formatted date, a name from the server, or the text for a missing value. */
export function keyText({ by, key }: Selection): string {
  if (!key) return missingText(by);
  if (by === 'day') return wallTimeText(key, { ...weekdayAndDay, year: 'numeric' });
  if (by === 'month') return wallTimeText(key, { month: 'long', year: 'numeric' });
  return oneLine(key);
}

/** Like {@link keyText}, for a row of a narrow view: the year of a day is omitted if it is the current one. */
export function rowKeyText({ by, key }: Selection): string {
  const isOfThisYear = by === 'day' && key.startsWith(`${new Date().getFullYear()}-`);
  return isOfThisYear ? wallTimeText(key, weekdayAndDay) : keyText({ by, key });
}

export function selectionText(selection: Selection): string {
  return selection.key ? vscode.l10n.t('{0}: {1}', facetText(selection.by), keyText(selection)) : keyText(selection);
}

function facetText(by: Facet): string {
  if (by === 'day') return vscode.l10n.t('Day');
  return by === 'month' ? vscode.l10n.t('Month') : columnTitle(by);
}

function missingText(by: Facet): string {
  return by === 'day' || by === 'month' ? vscode.l10n.t('No date') : catalogueText(recordColumns[by].facet!.missing);
}

/** Where a file is, for a message: its path in the workspace, otherwise the whole path. */
export function fileText(file: Uri): string {
  return oneLine(workspace.asRelativePath(file), 200);
}

/**
 * The name of a customer for the confirmation of a write, in quotation marks and cut off. A server can put anything
 * into a name, so quotation marks in it are replaced: it must be clear where the name ends.
 */
export function quotedName(name: string): string {
  return quoted(oneLine(name, 40).replaceAll(/["“”„‟«»＂]/g, "'"));
}
