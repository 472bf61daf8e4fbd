import { dialectOfBody, formOf, sharedFieldsOf } from '../catalogue/forms.ts';
import { operations, type OperationId } from '../catalogue/registry.ts';
import type { DateRange } from '../dates/calendar.ts';
import { periodOfSearch } from './searchRange.ts';

/**
 * The date range of a request's body, without the additional day at the end of a search; see `searchRange.ts`.
 * Undefined if its operation has none or the body has no dates.
 */
export function rangeOfBody(operation: OperationId, body: unknown): DateRange | undefined {
  const { subject } = operations[operation];
  if (!('range' in subject)) return undefined;
  const fields = sharedFieldsOf(operation, body);
  const [start, end] = subject.range.map((name) => fields[name]);
  if (typeof start !== 'string' || typeof end !== 'string') return undefined;
  const dialect = dialectOfBody(operation, body);
  const isSearch = dialect !== undefined && formOf(operation, dialect).days === 'search';
  return isSearch ? periodOfSearch({ start, end }) : { start, end };
}
