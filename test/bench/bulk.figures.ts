import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Agent, request } from 'undici';
import { applyPlan } from '../../src/kapture/bulk/runs/applyPlan.ts';
import { createPlan } from '../../src/kapture/bulk/planning/createPlan.ts';
import { startPlanThread } from '../../src/kapture/bulk/plans/planThread.ts';
import { readAuthKey } from '../../src/kapture/connection/authKey.ts';
import { readConnection, urlOf } from '../../src/kapture/connection/connection.ts';
import { KaptureClient } from '../../src/kapture/exchange/client.ts';
import { createTransport } from '../../src/kapture/http/transport.ts';
import { sandboxPassword, sandboxUser } from '../../src/sandbox/credentials.ts';
import { createHandler } from '../../src/sandbox/sandboxHandler.ts';
import { bodyText } from '../../src/sandbox/sandboxResponse.ts';
import { Store } from '../../src/sandbox/store.ts';
import { blankCustomer } from '../../src/sandbox/storedCustomer.ts';
import { median, spread, type Figure } from './figure.ts';

const rounds = 7;
const rows = 40;
const responseDelayMs = 30;
const storeScript = new URL('../../src/kapture/bulk/plans/planWorker.ts', import.meta.url);

/**
 * The time that a run adds to the two requests of an update, divided by the time of two bare undici requests for the
 * same. It includes the comparison with the plan, the confirmation and the journal, which another thread writes to
 * disk, as in the package. The server responds after 30 ms. The note has the added time, which does not depend on that.
 */
const applyOverhead: Figure = {
  name: 'bulk.apply.overhead',
  unit: '',
  aim: 0.2,
  async measure() {
    const ids = Array.from({ length: rows }, (_, index) => 1000 + index);
    const handle = createHandler(new Store(() => ids.map((id) => blankCustomer(id, '2024-05-01 10:00:00', 0))));
    let requests = 0;
    const server = createServer((incoming, outgoing) => {
      let body = '';
      incoming
        .setEncoding('utf8')
        .on('data', (piece: string) => (body += piece))
        .on('end', () => {
          requests++;
          const response = handle({ method: 'POST', path: incoming.url ?? '', headers: incoming.headers, body });
          setTimeout(
            () => outgoing.writeHead(response.status, response.headers).end(bodyText(response)),
            responseDelayMs,
          );
        });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { connection } = readConnection({
      name: 'Bench',
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      role: 'sandbox',
      parallelPulls: 8,
    });
    const { key } = readAuthKey(`${sandboxUser}:${sandboxPassword}`);
    if (!connection || !key) throw new Error('The server is not a valid connection.');
    const file = path.join(tmpdir(), `kapture-bench-${randomBytes(4).toString('hex')}.db`);
    const thread = startPlanThread(storeScript, file);
    const { store } = thread;
    const client = new KaptureClient(createTransport(), { maxBytes: 10_000_000 });
    const agent = new Agent();
    const options = { store, client, target: { connection, key } };

    const bare = async (operation: 'get' | 'update', body: unknown): Promise<void> => {
      const response = await request(urlOf(connection, operation), {
        method: 'POST',
        body: JSON.stringify(body),
        dispatcher: agent,
        headers: { authorization: `Basic ${key}`, 'content-type': 'application/json', accept: 'application/json' },
      });
      if (!(await response.body.text()).includes('success')) throw new Error(`The ${operation} failed.`);
    };
    /** The time of two bare requests, and that of a row, in milliseconds. */
    const round = async (city: string): Promise<readonly [bareMs: number, rowMs: number]> => {
      const started = performance.now();
      for (const id of ids) {
        await bare('get', [{ kapture_customer_id: String(id) }]);
        await bare('update', { kapture_customer_id: String(id), city: `Bare ${city}` });
      }
      const bareMs = (performance.now() - started) / rows;
      const input = ids.map((id, index) => ({
        row: index + 1,
        key: String(id),
        fields: new Map([['city', JSON.stringify(city)]]),
        repairs: [],
        reasons: [],
      }));
      const plan = await createPlan({ connection, identifier: 'id', title: 'bench' }, input, options);
      requests = 0;
      const from = performance.now();
      const { counts } = await applyPlan(plan, { ...options, confirm: () => Promise.resolve(true) });
      const rowMs = (performance.now() - from) / rows;
      if (counts.rows.done !== rows || requests !== 2 * rows)
        throw new Error(`${counts.rows.done} rows were done with ${requests} requests.`);
      return [bareMs, rowMs];
    };
    try {
      await round('Warm');
      const times: (readonly [number, number])[] = [];
      for (let count = 0; count < rounds; count++) times.push(await round(`City ${count}`));
      const shares = times.map(([bareMs, rowMs]) => (rowMs - bareMs) / bareMs);
      return {
        value: median(shares),
        samples: rounds,
        note: `${spread(shares, 3)}; ${median(times.map(([bareMs, rowMs]) => rowMs - bareMs)).toFixed(1)} ms more than two bare requests, which take ${median(times.map(([ms]) => ms)).toFixed(1)} ms`,
      };
    } finally {
      await client.close();
      await agent.close();
      await thread.finish();
      for (const part of ['', '-wal', '-shm']) rmSync(file + part, { force: true });
      server.close();
      server.closeAllConnections();
    }
  },
};

export const figures: readonly Figure[] = [applyOverhead];
