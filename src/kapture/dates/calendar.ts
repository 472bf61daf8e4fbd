import { problem, type Problem } from '../problem/problem.ts';

/** The names of months in the dates that Kapture sends, from January. */
export const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/**
 * Dates as Kapture writes them. A moment is wall time in the tenant's zone, as text: `YYYY-MM-DD hh:mm:ss`. Requests
 * contain moments in this format, and they sort as text. A zone is only needed to convert an instant.
 */

/** An inclusive range. Each end is a day (`YYYY-MM-DD`) or a second (`YYYY-MM-DD hh:mm:ss`). */
export interface DateRange {
  readonly start: string;
  readonly end: string;
}

const momentPattern = /^(\d{4})-(\d{2})-(\d{2})(?: (\d{2}):(\d{2}):(\d{2}))?$/;
const dayMs = 86_400_000;
/** Other years are typing errors, and JavaScript handles some of them differently. */
const firstYear = 1000,
  lastYear = 9998;

/** The problem of a typed day or second; undefined if it is valid. Blanks around it are ignored. */
export function problemOfMoment(text: string): Problem | undefined {
  const match = momentPattern.exec(text.trim());
  if (!match) return problem('Enter a date as YYYY-MM-DD or YYYY-MM-DD hh:mm:ss.');
  const [, year, month, day, hour = '00', minute = '00', second = '00'] = match;
  if (Number(year) < firstYear || Number(year) > lastYear) return problem('The year {0} is out of range.', year!);
  if (Number(month) < 1 || Number(month) > 12) return problem('The month {0} does not exist.', month!);
  const days = daysOf(Number(year), Number(month));
  if (Number(day) < 1 || Number(day) > days) return problem('{0} has {1} days.', `${year}-${month}`, days);
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59)
    return problem('The time {0} does not exist.', `${hour}:${minute}:${second}`);
  return undefined;
}

export function problemOfRange(range: DateRange): Problem | undefined {
  const found = problemOfMoment(range.start) ?? problemOfMoment(range.end);
  if (found) return found;
  return startOf(range.start) > endOf(range.end)
    ? problem('The range ends ({0}) before it starts ({1}).', range.end, range.start)
    : undefined;
}

/** Whether a moment is a second, and not a whole day. Blanks around it are ignored. */
export function hasTime(moment: string): boolean {
  return moment.trim().length > 10;
}

/** The first second that a day or moment covers. */
export function startOf(moment: string): string {
  const text = moment.trim();
  return hasTime(text) ? text : `${text} 00:00:00`;
}

/** The last second that a day or moment covers. */
export function endOf(moment: string): string {
  const text = moment.trim();
  return hasTime(text) ? text : `${text} 23:59:59`;
}

/** The day (`YYYY-MM-DD`) of a moment. */
export function dayOf(moment: string): string {
  return moment.trim().slice(0, 10);
}

/** The day that is `days` days later, or earlier if negative. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** The number of days from one day to another; negative if the other one is earlier. */
export function daysBetween(day: string, other: string): number {
  return Math.round((Date.parse(`${other}T00:00:00Z`) - Date.parse(`${day}T00:00:00Z`)) / dayMs);
}

/**
 * The moment that is `seconds` seconds later, or earlier if negative. Daylight saving is ignored: every day has 86,400
 * seconds.
 */
export function addSeconds(moment: string, seconds: number): string {
  return wallTime(Date.parse(`${moment.replace(' ', 'T')}Z`) + seconds * 1000);
}

/** The wall time in a zone at an instant (epoch milliseconds). Throws a RangeError for an unknown zone. */
export function momentIn(zone: string, instant: number): string {
  const parts = Object.fromEntries(
    wallTimeFormat(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.year?.padStart(4, '0')}-${parts.month}-${parts.day} ${parts.hour}:${parts.minute}:${parts.second}`;
}

/** Cached for the last zone, because creating a format is far slower than using it. */
function wallTimeFormat(zone: string): Intl.DateTimeFormat {
  if (lastFormat?.zone !== zone) {
    lastFormat = {
      zone,
      format: new Intl.DateTimeFormat('en-CA', {
        timeZone: zone,
        hourCycle: 'h23',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
      }),
    };
  }
  return lastFormat.format;
}

let lastFormat: { readonly zone: string; readonly format: Intl.DateTimeFormat } | undefined;

/** The current day (`YYYY-MM-DD`) in a zone. */
export function todayIn(zone: string, instant = Date.now()): string {
  return dayOf(momentIn(zone, instant));
}

export const presets = ['today', 'yesterday', 'last7Days', 'last30Days', 'thisMonth'] as const;
export type Preset = (typeof presets)[number];

/** The range of a preset. `today` is a day, `YYYY-MM-DD`. */
export function rangeOf(preset: Preset, today: string): DateRange {
  switch (preset) {
    case 'today':
      return { start: today, end: today };
    case 'yesterday':
      return { start: addDays(today, -1), end: addDays(today, -1) };
    case 'last7Days':
      return { start: addDays(today, -6), end: today };
    case 'last30Days':
      return { start: addDays(today, -29), end: today };
    case 'thisMonth':
      return { start: `${today.slice(0, 8)}01`, end: today };
  }
}

const months = monthNames.map((name) => name.toLowerCase());

/**
 * The moment of a date in a response, in any format that Kapture sends: `"Mar 14, 2021 2:21:11 PM"`, an object with a
 * zero-based month, `"CUS_2021-03-14 14:21:10.866"`, `"19-04-2024 14:19"`, or epoch milliseconds (the only format that
 * needs the zone). Undefined for anything else.
 */
export function readServerDate(value: unknown, zone: string): string | undefined {
  if (typeof value === 'string') return readDateText(value);
  if (typeof value === 'number') return readEpoch(value, zone);
  return typeof value === 'object' && value !== null ? readDateParts(value as Record<string, unknown>) : undefined;
}

/** Like {@link readServerDate}, for a text in which epoch milliseconds are digits, as tickets have them. */
export function readDateOrDigits(text: string, zone: string): string | undefined {
  return readServerDate(/^\d{12,14}$/.test(text) ? Number(text) : text, zone);
}

function readDateText(text: string): string | undefined {
  const american = /^\s*([A-Za-z]{3})[a-z]* (\d{1,2}), (\d{4}),? (0?\d|1[0-2]):(\d{2}):(\d{2})\s*([AP])M\s*$/i.exec(
    text,
  );
  if (american) {
    const [, name = '', day, year, hour, minute, second, half = ''] = american;
    const hours = (Number(hour) % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
    return moment(year, months.indexOf(name.toLowerCase()) + 1, day, hours, minute, second);
  }
  const iso = /^\s*(?:CUS_)?(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?)?\s*$/.exec(text);
  if (iso) return moment(iso[1], iso[2], iso[3], iso[4] ?? 0, iso[5] ?? 0, iso[6] ?? 0);
  const dayFirst = /^\s*(\d{2})-(\d{2})-(\d{4})(?: (\d{2}):(\d{2})(?::(\d{2}))?)?\s*$/.exec(text);
  if (dayFirst)
    return moment(dayFirst[3], dayFirst[2], dayFirst[1], dayFirst[4] ?? 0, dayFirst[5] ?? 0, dayFirst[6] ?? 0);
  return undefined;
}

function readDateParts(parts: Record<string, unknown>): string | undefined {
  const { year, month, dayOfMonth, hourOfDay = 0, minute = 0, second = 0 } = parts;
  if ([year, month, dayOfMonth, hourOfDay, minute, second].some((part) => typeof part !== 'number')) return undefined;
  return moment(
    year as number,
    (month as number) + 1,
    dayOfMonth as number,
    hourOfDay as number,
    minute as number,
    second as number,
  );
}

function readEpoch(value: number, zone: string): string | undefined {
  // Smaller numbers are ids or seconds. Larger numbers are after the year 9999.
  return value >= 1e11 && value < 2.5e14 ? momentIn(zone, value) : undefined;
}

type Part = string | number | undefined;

/**
 * Undefined for a date that does not exist. Compares numbers instead of text, because a pull reads a date per customer.
 */
function moment(
  yearPart: Part,
  monthPart: Part,
  dayPart: Part,
  hourPart: Part,
  minutePart: Part,
  secondPart: Part,
): string | undefined {
  const [year, month, day] = [Number(yearPart), Number(monthPart), Number(dayPart)];
  const [hour, minute, second] = [Number(hourPart), Number(minutePart), Number(secondPart)];
  const exists =
    isWithin(year, firstYear, lastYear) &&
    isWithin(month, 1, 12) &&
    isWithin(day, 1, daysOf(year, month)) &&
    isWithin(hour, 0, 23) &&
    isWithin(minute, 0, 59) &&
    isWithin(second, 0, 59);
  return exists
    ? `${year}-${twoDigits(month)}-${twoDigits(day)} ${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(second)}`
    : undefined;
}

function isWithin(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}

function daysOf(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function twoDigits(part: number): string {
  return part < 10 ? `0${part}` : String(part);
}

/** The wall time of an instant that was computed by reading wall time as UTC. */
function wallTime(utc: number): string {
  return new Date(utc).toISOString().slice(0, 19).replace('T', ' ');
}

/**
 * Whether it is the same time in two zones at an instant in epoch milliseconds. An undefined zone is that of this
 * machine.
 */
export function isSameTime(zone: string, other: string | undefined, instant: number): boolean {
  return comparison(zone, other)(instant);
}

/**
 * Whether it is the same time in two zones from the day before a range to the day after it, because days of a zone
 * begin up to 14 hours before or 12 hours after those of UTC. True if it is not a range of dates. An undefined zone is
 * that of this machine.
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

export const defaultTimeZone = 'Asia/Kolkata';

/** Whether this machine knows an IANA time zone, such as `Asia/Kolkata`. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/**
 * The zero-based month of the date object around an offset in a text:
 * `{"year": 2021, "month": 2, "dayOfMonth": 14, …}`. Undefined if there is no such object.
 */
export function zeroBasedMonthAt(text: string, offset: number): number | undefined {
  // A date object has no nested objects.
  const start = text.lastIndexOf('{', offset);
  const end = text.indexOf('}', offset);
  if (start < 0 || end < 0) return undefined;
  let object: unknown;
  try {
    object = JSON.parse(text.slice(start, end + 1));
  } catch {
    return undefined;
  }
  const { year, month, dayOfMonth } = object as Readonly<Record<string, unknown>>;
  const isDate = Number.isInteger(year) && Number.isInteger(dayOfMonth);
  return isDate && typeof month === 'number' && Number.isInteger(month) && month >= 0 && month <= 11
    ? month
    : undefined;
}
