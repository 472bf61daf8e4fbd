import { objectOf } from '../catalogue/forms.ts';
import { formFor, type Connection } from '../connection/connection.ts';
import { addDays, dayOf } from '../dates/calendar.ts';
import type { Window } from './windows.ts';

/** The part of a period's records that one response returns. */
export interface PageOfPull {
  readonly limit: number;
  readonly offset: number;
}

/** Whether a Pull must have the tenant's ID, and the connection does not state it. */
export function lacksTenantId(connection: Pick<Connection, 'dialect' | 'dialects' | 'cmId'>): boolean {
  return connection.cmId === undefined && formFor(connection, 'pull').tenantField !== undefined;
}

/** The body of the Pull of a period, in the dialect of a connection. */
export function pullBody(
  connection: Pick<Connection, 'dialect' | 'dialects' | 'cmId'>,
  window: Window,
  page?: PageOfPull,
): string {
  const form = formFor(connection, 'pull');
  const range = form.paging?.hasDaysOnly ? searchRange(window) : { start_date: window.start, end_date: window.end };
  const tenant = form.tenantField === undefined ? {} : { [form.tenantField]: numberOf(connection.cmId) };
  const object = objectOf(form, { ...tenant, ...range, ...page });
  return JSON.stringify(form.shape === 'array-of-one' ? [object] : object);
}

/** A number if JavaScript represents it exactly. */
function numberOf(digits = ''): number | string {
  return Number.isSafeInteger(Number(digits)) ? Number(digits) : digits;
}

/**
 * The range of a search that covers a period: whole days, and one day more. The published sample spans two days and is
 * documented to be within 24 hours, so a search ends at the start of its last day. If a tenant returns that day as
 * well, its customers are stored once.
 */
function searchRange({ start, end }: Window): { readonly start_date: string; readonly end_date: string } {
  return { start_date: dayOf(start), end_date: addDays(dayOf(end), 1) };
}
