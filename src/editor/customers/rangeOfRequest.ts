import { dialectOfBody, formOf, sharedFieldsOf } from '../../kapture/catalogue/forms.ts';
import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { addDays, dayOf, problemOfMoment, type DateRange } from '../../kapture/dates/calendar.ts';

/**
 * The date range of a request, without the additional day at the end of a search. Undefined if its operation has none or the body has no dates. Throws a SyntaxError if
 * the body is not JSON.
 */
export function rangeOfRequest(operation: OperationId, body: string): DateRange | undefined {
  const { subject } = operations[operation];
  if (!('range' in subject)) return undefined;
  const json: unknown = JSON.parse(body);
  const fields = sharedFieldsOf(operation, json);
  const [start, end] = subject.range.map((name) => fields[name]);
  if (typeof start !== 'string' || typeof end !== 'string') return undefined;
  const dialect = dialectOfBody(operation, json);
  const isSearch = dialect !== undefined && formOf(operation, dialect).paging?.hasDaysOnly === true;
  return isSearch && end > start && !problemOfMoment(end) ? { start, end: addDays(dayOf(end), -1) } : { start, end };
}
