import type { AuthKey } from '../../src/kapture/connection/authKey.ts';
import type { Target } from '../../src/kapture/exchange/exchange.ts';
import { readConnection } from '../../src/kapture/connection/connection.ts';

/** A connection to a bench server that returns a whole range in one response. */
export function benchTarget(baseUrl: string): Target {
  const { connection } = readConnection({
    name: 'Bench',
    baseUrl,
    role: 'sandbox',
    periodHours: 24 * 30,
    parallelPulls: 1,
  });
  if (!connection) throw new Error(`The bench cannot connect to ${baseUrl}.`);
  return { connection, key: 'a2FwZGVtbzprYXAxMjM=' as AuthKey };
}
