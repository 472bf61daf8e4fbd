import { operations } from '../../kapture/catalogue/registry.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { customersOf } from '../../kapture/records/customersOf.ts';
import { isLong } from '../exchangeTexts.ts';
import type { RecordReference } from '../recordUri.ts';

/** The one customer that a response is about: who was added, updated or found. */
export function customerOfReply(exchange: Exchange): RecordReference | undefined {
  const { operation, tenant, connection, reply } = exchange;
  const { outcome, customerId } = reply.reading;
  if (outcome !== 'success') return undefined;
  const found =
    operations[operation].response.records?.form === 'one' && !isLong(exchange) ? customersOf(exchange) : [];
  const id = found.length === 1 ? found[0]?.id : customerId;
  return id ? { id, tenant, connection } : undefined;
}
