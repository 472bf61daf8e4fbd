import { l10n } from 'vscode';
import { operations } from '../../kapture/catalogue/registry.ts';
import { customersOf, isLong, type Exchange } from '../../kapture/exchange/exchange.ts';
import type { RecordReference } from './documents/recordUri.ts';
import { showInformation, showResponseNotInMemory } from './dialogs/messages.ts';

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

/** The customer of a document's exchange. If the exchange or customer is unknown, a message says so. */
export function customerOrMessage(exchange: Exchange | undefined): RecordReference | undefined {
  const customer = exchange && customerOfResponse(exchange);
  if (!exchange) showResponseNotInMemory();
  else if (!customer) void showInformation(l10n.t('There is no single customer in this response.'));
  return customer;
}
