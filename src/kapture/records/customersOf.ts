import type { Exchange } from '../exchange/exchange.ts';
import { readCustomer, type Customer } from './customer.ts';

/** The customers in the reply of a Pull or Get. */
export function customersOf({ reply, timeZone }: Exchange): Customer[] {
  return reply.reading.records
    .map(({ start, end }) => readCustomer(reply.text.slice(start, end), timeZone))
    .filter((customer) => customer !== undefined);
}
