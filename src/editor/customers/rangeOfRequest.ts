import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import type { DateRange } from '../../kapture/dates/calendar.ts';

/** The range of dates that a request asks for; undefined for an operation that has none, and for a body without dates. */
export function rangeOfRequest(operation: OperationId, body: string): DateRange | undefined {
  const { subject } = operations[operation];
  if (!('range' in subject)) return undefined;
  const json: unknown = JSON.parse(body);
  const fields = (Array.isArray(json) ? json[0] : json) as Readonly<Record<string, unknown>> | undefined;
  const [start, end] = subject.range.map((name) => fields?.[name]);
  return typeof start === 'string' && typeof end === 'string' ? { start, end } : undefined;
}
