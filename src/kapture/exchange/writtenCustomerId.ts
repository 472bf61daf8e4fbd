import type { Exchange } from './exchange.ts';
import { writtenCustomerFields } from './writtenCustomerFields.ts';

/** The ID of the customer that a request wrote, from its response or else its body; undefined if neither has one. */
export function writtenCustomerId(exchange: Exchange): string | undefined {
  return exchange.response.reading.customerId ?? writtenCustomerFields(exchange)?.['kapture_customer_id'];
}
