import type { Exchange } from './exchange.ts';
import { readCustomer, type Customer } from '../records/customer.ts';

/** The customers in the response of a Pull or Get. */
export function customersOf({ response, timeZone }: Exchange): Customer[] {
  return response.reading.records
    .map(({ start, end }) => readCustomer(response.text.slice(start, end), timeZone))
    .filter((customer) => customer !== undefined);
}
