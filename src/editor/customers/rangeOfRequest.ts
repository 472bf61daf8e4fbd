import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import type { DateRange } from '../../kapture/dates/calendar.ts';

/**
 * The date range of a request. Undefined if its operation has none or the body has no dates. Throws a SyntaxError if
 * the body is not JSON.
 */
export function rangeOfRequest(operation: OperationId, body: string): DateRange | undefined {
  const { subject } = operations[operation];
  if (!('range' in subject)) return undefined;
  const json: unknown = JSON.parse(body);
  const fields = (Array.isArray(json) ? json[0] : json) as Readonly<Record<string, unknown>> | undefined;
  const [start, end] = subject.range.map((name) => fields?.[name]);
  return typeof start === 'string' && typeof end === 'string' ? { start, end } : undefined;
}
