import { env, l10n } from 'vscode';
import { type DateRange, isSameTime, isSameTimeIn } from '../../../kapture/dates/calendar.ts';

/** The name of a tenant's time zone, for times of records in a range; undefined if this machine had the same times. */
export function zoneOfRecords(timeZone: string, range: DateRange): string | undefined {
  return isSameTimeIn(range, timeZone, undefined) ? undefined : l10n.t('times in {0}', timeZone);
}

/** The time zone of this machine at an instant, for its times; undefined if it was the same time in a tenant's zone. */
export function zoneOfMachine(timeZone: string, instant: number): string | undefined {
  if (isSameTime(timeZone, undefined, instant)) return undefined;
  const parts = new Intl.DateTimeFormat(env.language, { timeZoneName: 'short' }).formatToParts(instant);
  return parts.find(({ type }) => type === 'timeZoneName')?.value;
}
