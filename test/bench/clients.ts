import type { StoreCalls } from '../../src/kapture/store/storeWorker.ts';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Agent, request } from 'undici';
import { readAuthKey } from '../../src/kapture/connection/authKey.ts';
import type { Target } from '../../src/kapture/exchange/exchange.ts';
import { readConnection, urlOf } from '../../src/kapture/connection/connection.ts';
import type { KaptureClient } from '../../src/kapture/exchange/client.ts';
import type { OperationId } from '../../src/kapture/catalogue/registry.ts';
import type { Period } from '../../src/kapture/pull/periods.ts';
import { sandboxPassword, sandboxUser } from '../../src/sandbox/credentials.ts';
import { repositoryRoot, runFolder } from '../vscode/cacheFolder.ts';
import { loadLibrary, startSandboxProcess } from './processes.ts';

/** Two clients of the same sandbox: the built one, and plain undici. */
export interface Clients {
  readonly client: KaptureClient;
  /** Pulls periods into its own store. Returns the number of customers. */
  readonly pull: (periods: readonly Period[]) => Promise<number>;
  readonly target: Target;
  /** Sends a body and returns the text of the response. */
  readonly bare: (operation: OperationId, body: string) => Promise<string>;
}

/** Calls `use` with the two clients. The sandbox runs in its own process. */
export async function withClients<T>(use: (clients: Clients) => Promise<T>): Promise<T> {
  const { KaptureClient, createTransport, startStoreThread, streamPull } = await loadLibrary();
  const sandbox = await startSandboxProcess();
  const transport = createTransport();
  const client = new KaptureClient(transport, { maxBytes: 50_000_000 });
  const folder = await runFolder('bench-clients');
  const thread = startStoreThread<StoreCalls>(
    path.join(repositoryRoot, 'dist', 'store-worker.mjs'),
    path.join(folder, 'kapture.db'),
  );
  const agent = new Agent();
  try {
    const { connection } = readConnection({ name: 'Bench', baseUrl: sandbox.url, role: 'sandbox' });
    const { key } = readAuthKey(`${sandboxUser}:${sandboxPassword}`);
    if (!connection || !key) throw new Error('The sandbox is not a valid connection.');
    return await use({
      client,
      target: { connection, key },
      async pull(periods) {
        const { store } = thread;
        const pull = await store.begin(
          { tenant: connection.tenant, connection: connection.name, timeZone: connection.timeZone },
          { start: periods.at(-1)!.start, end: periods[0]!.end },
          periods,
        );
        // The connection requests periods of a day, so that both clients send the same number of requests.
        const target: Target = { connection: { ...connection, periodHours: 24 }, key };
        await streamPull(periods, {
          transport,
          store,
          target,
          pull,
          signal: new AbortController().signal,
          maxBytes: () => Infinity,
        });
        await store.end(pull.id);
        return store.count(pull.id);
      },
      async bare(operation, body) {
        const response = await request(urlOf(connection, operation), {
          method: 'POST',
          body,
          dispatcher: agent,
          headers: { authorization: `Basic ${key}`, 'content-type': 'application/json', accept: 'application/json' },
        });
        return response.body.text();
      },
    });
  } finally {
    await client.close();
    await agent.close();
    await thread.close();
    await rm(folder, { recursive: true, force: true });
    await sandbox.stop();
  }
}
