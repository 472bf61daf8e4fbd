import { operations, type OperationId } from '../catalogue/registry.ts';
import type { ResponseReading } from './readResponse.ts';

/**
 * Whether a write may have been carried out although its response does not say so: every response but a success, a
 * documented failure and a refused key. A gateway's page, an empty response or a "pending" may come after the server has
 * stored the customer.
 */
export function isUncertainWrite(operation: OperationId, { outcome, failure, trouble }: ResponseReading): boolean {
  if (!operations[operation].writes || trouble === 'unauthorized') return false;
  return trouble !== undefined || (outcome !== 'success' && failure === undefined);
}
