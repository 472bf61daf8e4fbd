import type { OperationId } from '../../../kapture/catalogue/registry.ts';
import type { DateRange } from '../../../kapture/dates/calendar.ts';
import { rangeOfBody } from '../../../kapture/pull/rangeOfBody.ts';

/**
 * The date range of a request. Undefined if its operation has none or the body has no dates. Throws a SyntaxError if
 * the body is not JSON.
 */
export function rangeOfRequest(operation: OperationId, body: string): DateRange | undefined {
  return rangeOfBody(operation, JSON.parse(body));
}
