import { operations, type OperationId } from '../catalogue/registry.ts';
import type { ResponseReading } from '../responses/readResponse.ts';

/**
 * Whether a write may have been applied although its response does not say so: true for every response other than a
 * success, a documented failure and a refused key. A gateway's error page, an empty response or "pending" may be sent
 * after the server has stored the customer.
 */
export function isUncertainWrite(
  operation: OperationId,
  { outcome, failure, trouble }: Pick<ResponseReading, 'outcome' | 'failure' | 'trouble'>,
): boolean {
  if (!operations[operation].writes || trouble === 'unauthorized') return false;
  return trouble !== undefined || (outcome !== 'success' && failure === undefined);
}
