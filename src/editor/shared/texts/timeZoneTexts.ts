import { env, l10n } from 'vscode';

/** The name of a tenant's time zone, for times of its records; undefined if it is the same time on this machine. */
export function zoneOfRecords(timeZone: string): string | undefined {
  return isSameTime(timeZone, Date.now()) ? undefined : l10n.t('times in {0}', timeZone);
}

/** The time zone of this machine at an instant, for its times; undefined if it was the same time in a tenant's zone. */
export function zoneOfMachine(timeZone: string, instant: number): string | undefined {
  if (isSameTime(timeZone, instant)) return undefined;
  const parts = new Intl.DateTimeFormat(env.language, { timeZoneName: 'short' }).formatToParts(instant);
  return parts.find(({ type }) => type === 'timeZoneName')?.value;
}

/** `instant` is in milliseconds. */
function isSameTime(timeZone: string, instant: number): boolean {
  const options = { dateStyle: 'short', timeStyle: 'short' } as const;
  const [there, here] = [{ ...options, timeZone }, options].map((each) =>
    new Intl.DateTimeFormat('en', each).format(instant),
  );
  return there === here;
}
