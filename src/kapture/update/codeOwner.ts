import { customersOf, type Exchange } from '../exchange/exchange.ts';
import { problem, type Problem } from '../problem/problem.ts';
import { isNothingFound } from '../responses/readResponse.ts';

export type CodeOwner =
  | { readonly kind: 'this' | 'none' | 'several' }
  /** Another customer, and its ID. */
  | { readonly kind: 'other'; readonly id: string }
  /** The response does not say which customer has the code. */
  | { readonly kind: 'unknown' };

/** The customer that a code identifies, by the response to a Get with it; `id` is the expected one. */
export function codeOwner(exchange: Exchange, id: string): CodeOwner {
  const { reading } = exchange.response;
  if (isNothingFound('get', reading)) return { kind: 'none' };
  if (reading.outcome !== 'success' || reading.trouble) return { kind: 'unknown' };
  if (!reading.records.length) return { kind: 'none' };
  // A record without an ID counts, because it has the code too.
  if (reading.records.length > 1) return { kind: 'several' };
  const [customer] = customersOf(exchange);
  if (!customer) return { kind: 'unknown' };
  return customer.id === id ? { kind: 'this' } : { kind: 'other', id: customer.id };
}

/** Why an update by a code does not change the expected customer; undefined if it does, or if that is unknown. */
export function problemOfCode(owner: CodeOwner, code: string): Problem | undefined {
  switch (owner.kind) {
    case 'this':
    case 'unknown':
      return undefined;
    case 'none':
      return problem('No customer has the code {0}, which identifies customers in this dialect.', code);
    case 'several':
      return problem('Several customers have the code {0}, which identifies them in this dialect.', code);
    case 'other':
      return problem('Customer {1} has the code {0}, which identifies customers in this dialect.', code, owner.id);
  }
}
