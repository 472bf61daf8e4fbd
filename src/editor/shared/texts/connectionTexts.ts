import { env, l10n } from 'vscode';
import type { Dialect } from '../../../kapture/catalogue/dialect.ts';
import type { Connection } from '../../../kapture/connection/connection.ts';
import { tenantHost } from '../../../kapture/connection/tenant.ts';
import { isSameTime, isSameTimeIn, type DateRange } from '../../../kapture/dates/calendar.ts';
import { catalogueText } from './catalogueTexts.ts';

export function dialectTitle(dialect: Dialect): string {
  return {
    flat: l10n.t('Flat'),
    nested: l10n.t('Nested'),
    array: l10n.t('Array'),
    'object-2016': l10n.t('Object (2016)'),
  }[dialect];
}

/** The name of a connection as it is shown, with its role unless the name is the role. */
export function nameWithRole(name: string, connection: Connection): string {
  const isRole = connection.name.toLowerCase() === connection.role;
  return isRole ? name : l10n.t('{0} ({1})', name, roleText(connection));
}

/** The role of a connection, and whether it is read-only. */
export function roleText({ role, readOnly }: Connection): string {
  const text = catalogueText(role);
  return readOnly ? l10n.t('{0}, read-only', text) : text;
}

/** The name of a tenant that no connection leads to. */
export function tenantText(tenant: string): string {
  return tenantHost(tenant) ?? l10n.t('another sandbox');
}

/** Says that no connection leads to a tenant, and what to do. */
export function unreachableText(tenant: string): string {
  const host = tenantHost(tenant);
  return host === undefined
    ? l10n.t('This belongs to the sandbox of another folder. Open that folder, then try again.')
    : l10n.t('No connection points to {0}. Add one, then try again.', host);
}

/**
 * The name of a tenant's time zone, for times of records in a range; undefined if it was the same time on this machine.
 */
export function zoneOfRecords(timeZone: string, range: DateRange): string | undefined {
  return isSameTimeIn(range, timeZone, undefined) ? undefined : l10n.t('times in {0}', timeZone);
}

/** The time zone of this machine, for its times at an instant; undefined if it was the same time in a tenant's zone. */
export function zoneOfMachine(timeZone: string, instant: number): string | undefined {
  if (isSameTime(timeZone, undefined, instant)) return undefined;
  const parts = new Intl.DateTimeFormat(env.language, { timeZoneName: 'short' }).formatToParts(instant);
  return parts.find(({ type }) => type === 'timeZoneName')?.value;
}
