import { objectOf } from '../catalogue/forms.ts';
import type { ListOperation } from '../catalogue/registry.ts';
import { formFor, type Connection } from '../connection/connection.ts';
import { searchRange } from './searchRange.ts';
import type { Period } from './periods.ts';

/** The part of a period's records that one response returns. */
export interface PageOfPull {
  readonly limit: number;
  readonly offset: number;
}

/** Whether a Pull must have the tenant's ID, and the connection does not state it. */
export function lacksTenantId(
  connection: Pick<Connection, 'dialect' | 'dialects' | 'cmId'>,
  operation: ListOperation,
): boolean {
  return connection.cmId === undefined && formFor(connection, operation).tenantField !== undefined;
}

/** The body of the Pull of a period, in the dialect of a connection. */
export function pullBody(
  connection: Pick<Connection, 'dialect' | 'dialects' | 'cmId'>,
  operation: ListOperation,
  period: Period,
  page?: PageOfPull,
): string {
  const form = formFor(connection, operation);
  const { start, end } = form.days === 'search' ? searchRange(period) : period;
  const tenant = form.tenantField === undefined ? {} : { [form.tenantField]: numberOf(connection.cmId) };
  const object = objectOf(form, { ...tenant, start_date: start, end_date: end, ...page });
  return JSON.stringify(form.shape === 'array-of-one' ? [object] : object);
}

/** A number if JavaScript represents it exactly, otherwise the text. */
function numberOf(digits = ''): number | string {
  return Number.isSafeInteger(Number(digits)) ? Number(digits) : digits;
}
