import { operations } from '../../kapture/catalogue/registry.ts';
import { type Exchange, customersOf, isLong } from '../../kapture/exchange/exchange.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';

/** The single customer that a response is about: the one added, updated or found. */
export function customerOfResponse(exchange: Exchange): RecordReference | undefined {
  const { operation, tenant, connection, response } = exchange;
  const { outcome, customerId } = response.reading;
  if (outcome !== 'success') return undefined;
  const found =
    operations[operation].response.records?.form === 'one' && !isLong(exchange) ? customersOf(exchange) : [];
  const id = found.length === 1 ? found[0]?.id : customerId;
  return id ? { id, tenant, connection } : undefined;
}
