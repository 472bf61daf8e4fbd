import { createRequire } from 'node:module';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Agent, request } from 'undici';
import { readAuthKey } from '../../src/kapture/connection/authKey.ts';
import type { Target } from '../../src/kapture/exchange/exchange.ts';
import { readConnection, urlOf } from '../../src/kapture/connection/connection.ts';
import type * as kapture from '../../src/kapture/index.ts';
import type { OperationId } from '../../src/kapture/catalogue/registry.ts';
import type { Window } from '../../src/kapture/pull/windows.ts';
import { sandboxPassword, sandboxUser } from '../../src/sandbox/credentials.ts';
import { repositoryRoot, runFolder } from '../vscode/cacheFolder.ts';
import { startSandboxProcess } from './childProcesses.ts';

type Kapture = typeof kapture;

/** Two ways to the same sandbox: the client as built, and undici with nothing around it. */
export interface Clients {
  readonly client: InstanceType<Kapture['KaptureClient']>;
  /** Pulls windows into a store of its own; how many customers came. */
  readonly pull: (windows: readonly Window[]) => Promise<number>;
  readonly target: Target;
  /** Sends a body and returns the text of the response. */
  readonly bare: (operation: OperationId, body: string) => Promise<string>;
}

/** Lends `use` the two clients; the sandbox is a process of its own. */
export async function withClients<T>(use: (clients: Clients) => Promise<T>): Promise<T> {
  const dist = path.join(repositoryRoot, 'dist');
  const { KaptureClient, createTransport, startStoreThread, streamPull } = createRequire(import.meta.url)(
    path.join(dist, 'kapture.cjs'),
  ) as Kapture;
  const sandbox = await startSandboxProcess();
  const transport = createTransport();
  const client = new KaptureClient(transport, { maxBytes: 50_000_000 });
  const folder = await runFolder('bench-clients');
  const thread = startStoreThread(path.join(dist, 'store-worker.cjs'), path.join(folder, 'kapture.db'));
  const agent = new Agent();
  try {
    const { connection } = readConnection({ name: 'Bench', baseUrl: sandbox.url, role: 'sandbox' });
    const { key } = readAuthKey(`${sandboxUser}:${sandboxPassword}`);
    if (!connection || !key) throw new Error('The sandbox is not a connection that we take.');
    return await use({
      client,
      target: { connection, key },
      async pull(windows) {
        const { store } = thread;
        const pull = await store.begin(
          { tenant: connection.tenant, connection: connection.name, timeZone: connection.timeZone },
          { start: windows.at(-1)!.start, end: windows[0]!.end },
          windows,
        );
        // As many requests as the others send.
        const target: Target = { connection: { ...connection, windowHours: 24 }, key };
        await streamPull(windows, {
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
