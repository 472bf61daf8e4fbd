import { once } from 'node:events';
import { operations, type OperationId } from '../../src/kapture/catalogue/registry.ts';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { readAuthKey } from '../../src/kapture/connection/authKey.ts';
import { readConnection } from '../../src/kapture/connection/connection.ts';
import type * as kapture from '../../src/kapture/index.ts';
import { decideSave } from '../../src/kapture/update/decideSave.ts';
import { fieldsOfBody, fieldsOfRecord, type RecordFields } from '../../src/kapture/update/editableFields.ts';
import { saveUpdate, sentFields } from '../../src/kapture/update/saveUpdate.ts';
import { readRequest } from '../../src/kapture/exchange/requestBody.ts';
import { updateBody } from '../../src/kapture/update/updateBody.ts';
import { updateDocument } from '../../src/kapture/update/updateDocument.ts';
import { sandboxPassword, sandboxUser } from '../../src/sandbox/credentials.ts';
import { sampleCustomers } from '../../src/sandbox/sampleCustomers.ts';
import { createHandler } from '../../src/sandbox/sandboxHandler.ts';
import { bodyText } from '../../src/sandbox/sandboxResponse.ts';
import { Store } from '../../src/sandbox/store.ts';
import { repositoryRoot } from '../vscode/cacheFolder.ts';
import { median, spread, type Figure } from './figure.ts';

const saves = 25;
const responseDelayMs = 30;
const id = '65033646';

/**
 * The share of a save that is not spent waiting for the server: read, compare, write, verify. The server responds after
 * 30 ms. Fails if a save takes more than two reads and one write.
 */
export const figure: Figure = {
  name: 'save.own-share',
  unit: '',
  aim: 0.2,
  async measure() {
    const { KaptureClient, createTransport } = (await import(
      path.join(repositoryRoot, 'dist', 'kapture.mjs')
    )) as typeof kapture;
    const handle = createHandler(new Store(() => sampleCustomers));
    const seen = { reads: 0, writes: 0, waitedMs: 0 };
    const server = createServer((request, outgoing) => {
      const started = performance.now();
      let body = '';
      request
        .setEncoding('utf8')
        .on('data', (piece: string) => (body += piece))
        .on('end', () => {
          seen[body.startsWith('[') ? 'reads' : 'writes']++;
          const response = handle({ method: 'POST', path: request.url ?? '', headers: request.headers, body });
          setTimeout(() => {
            outgoing.writeHead(response.status, response.headers).end(bodyText(response));
            seen.waitedMs += performance.now() - started;
          }, responseDelayMs);
        });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = new KaptureClient(createTransport(), { maxBytes: 50_000_000 });
    try {
      const { connection } = readConnection({
        name: 'Bench',
        baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        role: 'sandbox',
      });
      const { key } = readAuthKey(`${sandboxUser}:${sandboxPassword}`);
      if (!connection || !key) throw new Error('The server is not a valid connection.');
      const send = (operation: OperationId, body: string) => client.send(operation, body, { connection, key });
      const read = async (): Promise<RecordFields> => {
        const {
          response: { text, reading },
        } = await send('get', JSON.stringify([{ kapture_customer_id: id }]));
        return fieldsOfRecord(text.slice(reading.records[0]!.start, reading.records[0]!.end));
      };
      let base = await read();
      const shares: number[] = [];
      for (let count = 0; count < saves; count++) {
        Object.assign(seen, { reads: 0, writes: 0, waitedMs: 0 });
        const text = updateDocument(id, base, ['Edited.']).replace(/"city": "[^"]*"/, `"city": "City ${count}"`);
        const started = performance.now();
        const fresh = await read();
        const mine = fieldsOfBody(readRequest(operations.update, text).body ?? '');
        const sent = sentFields(decideSave(base, mine, fresh));
        const form = operations.update;
        const { body = '' } = updateBody(form, { id, changes: sent, fresh });
        const outcome = await saveUpdate(
          { id, sent, required: new Map(), body, form, fresh },
          { read, write: async () => (await send('update', body)).response.reading.customerId },
        );
        const total = performance.now() - started;
        if (outcome.sent.get('city') !== `"City ${count}"` || outcome.verification.differences.length)
          throw new Error('The save did not write the expected value.');
        if (seen.reads > 2 || seen.writes !== 1)
          throw new Error(`A save took ${seen.reads} reads and ${seen.writes} writes.`);
        shares.push((total - seen.waitedMs) / total);
        base = outcome.stored!;
      }
      return {
        value: median(shares),
        samples: saves,
        note: `${spread(shares, 3)}; 2 reads and 1 write a save, ${((1 - median(shares)) * 100).toFixed(1)} % of it at the server`,
      };
    } finally {
      await client.close();
      server.close();
      server.closeAllConnections();
    }
  },
};
