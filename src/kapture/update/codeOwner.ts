import { customersOf } from '../exchange/customersOf.ts';
import type { Exchange } from '../exchange/exchange.ts';

/** The customer that a code identifies. */
export type CodeOwner =
  | { readonly kind: 'this' | 'none' | 'several' }
  /** Another customer, and its ID. */
  | { readonly kind: 'other'; readonly id: string }
  /** The response does not say. */
  | { readonly kind: 'unknown' };

/** The customer that a code identifies, by the response to a Get with it; `id` is the expected one. */
export function codeOwner(exchange: Exchange, id: string): CodeOwner {
  const { reading } = exchange.response;
  if (reading.failure === 'customer-not-found') return { kind: 'none' };
  if (reading.outcome !== 'success') return { kind: 'unknown' };
  if (!reading.records.length) return { kind: 'none' };
  // A record without an ID counts, because it has the code too.
  if (reading.records.length > 1) return { kind: 'several' };
  const [customer] = customersOf(exchange);
  if (!customer) return { kind: 'unknown' };
  return customer.id === id ? { kind: 'this' } : { kind: 'other', id: customer.id };
}
