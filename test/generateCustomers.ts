import { GeneratedCustomers, type GeneratorOptions } from '../src/sandbox/generator.ts';
import type { StoredCustomer } from '../src/sandbox/storedCustomer.ts';

/** All customers that the sandbox generates, in the order of creation. */
export function generateCustomers({
  now,
  ...options
}: Omit<GeneratorOptions, 'now'> & { readonly now: number }): Iterable<StoredCustomer> {
  return new GeneratedCustomers({ ...options, now: () => now }).between('0000', '9999');
}
