import assert from 'node:assert/strict';
import { readAuthKey } from '../../../src/kapture/connection/authKey.ts';
import type { Target } from '../../../src/kapture/exchange/exchange.ts';
import { readConnection, type Connection } from '../../../src/kapture/connection/connection.ts';
import { inEnglish } from '../../../src/kapture/problem/problem.ts';

/** A connection with the role sandbox and these settings. */
export function connectionTo(baseUrl: string, settings: Partial<Connection> = {}): Connection {
  const { connection, problem } = readConnection({
    name: 'Test tenant',
    baseUrl,
    role: 'sandbox',
    timeoutSeconds: 20,
    ...settings,
  });
  assert(connection, problem && inEnglish(problem));
  return connection;
}

/** A connection from {@link connectionTo} with a key. */
export function targetOf(baseUrl: string, settings: Partial<Connection> = {}, pasted = 'kapdemo:kap123'): Target {
  const { key, problem } = readAuthKey(pasted);
  assert(key, problem && inEnglish(problem));
  return { connection: connectionTo(baseUrl, settings), key };
}
