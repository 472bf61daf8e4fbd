import { createRequire } from 'node:module';
import path from 'node:path';
import { Agent, request } from 'undici';
import { readAuthKey } from '../../src/kapture/authKey.ts';
import type { Target } from '../../src/kapture/client.ts';
import { readConnection, urlOf } from '../../src/kapture/connection.ts';
import type * as kapture from '../../src/kapture/index.ts';
import type { OperationId } from '../../src/kapture/operations.ts';
import { sandboxPassword, sandboxUser } from '../../src/sandbox/credentials.ts';
import { repositoryRoot } from '../vscode/cacheFolder.ts';
import { startSandboxProcess } from './childProcesses.ts';

type Kapture = typeof kapture;

/** Two ways to the same sandbox: the client as built, and undici with nothing around it. */
export interface Clients {
  readonly client: InstanceType<Kapture['KaptureClient']>;
  readonly pullWindows: Kapture['pullWindows'];
  readonly target: Target;
  /** Sends a body and returns the text of the reply. */
  readonly bare: (operation: OperationId, body: string) => Promise<string>;
}

/** Lends `use` the two clients; the sandbox is a process of its own. */
export async function withClients<T>(use: (clients: Clients) => Promise<T>): Promise<T> {
  const { KaptureClient, createTransport, pullWindows } = createRequire(import.meta.url)(path.join(repositoryRoot, 'dist', 'kapture.cjs')) as Kapture;
  const sandbox = await startSandboxProcess();
  const client = new KaptureClient(createTransport(), { maxBytes: 50_000_000 });
  const agent = new Agent();
  try {
    const { connection } = readConnection({ name: 'Bench', baseUrl: sandbox.url, role: 'sandbox' });
    const { key } = readAuthKey(`${sandboxUser}:${sandboxPassword}`);
    if (!connection || !key) throw new Error('The sandbox is not a connection that we take.');
    return await use({
      client, pullWindows, target: { connection, key },
      async bare(operation, body) {
        const reply = await request(urlOf(connection, operation), {
          method: 'POST', body, dispatcher: agent,
          headers: { authorization: `Basic ${key}`, 'content-type': 'application/json', accept: 'application/json' },
        });
        return reply.body.text();
      },
    });
  } finally {
    await client.close();
    await agent.close();
    await sandbox.stop();
  }
}
