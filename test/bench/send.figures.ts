import { memoizedLookup } from '../../src/kapture/variables/variables.ts';
import { builtInValue } from '../../src/kapture/variables/builtInVariables.ts';
import { PatternThread } from '../../src/kapture/payloadTests/patternThread.ts';
import { runCase } from '../../src/kapture/payloadTests/runCase.ts';
import { readTestFile } from '../../src/kapture/payloadTests/readTestFile.ts';
import { once } from 'node:events';
import { operations, type OperationId } from '../../src/kapture/catalogue/registry.ts';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { readAuthKey } from '../../src/kapture/connection/authKey.ts';
import { readConnection } from '../../src/kapture/connection/connection.ts';
import { decideSave, saveOutcome, sentFields } from '../../src/kapture/update/decideSave.ts';
import { fieldsOfBody, fieldsOfRecord, type RecordFields } from '../../src/kapture/update/editableFields.ts';
import { readRequest } from '../../src/kapture/exchange/requestBody.ts';
import { updateBody } from '../../src/kapture/update/updateBody.ts';
import { updateDocument } from '../../src/kapture/update/updateDocument.ts';
import { sandboxPassword, sandboxUser } from '../../src/sandbox/credentials.ts';
import { sampleCustomers } from '../../src/sandbox/sampleCustomers.ts';
import { createHandler } from '../../src/sandbox/sandboxHandler.ts';
import { bodyText } from '../../src/sandbox/sandboxResponse.ts';
import { Store } from '../../src/sandbox/store.ts';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { pipeline } from 'node:stream/promises';
import type * as storing from '../../src/kapture/store/spoolFiles.ts';
import { generateCustomers } from '../generateCustomers.ts';
import { jsonText } from '../../src/sandbox/jsonText.ts';
import { pullRecord } from '../../src/sandbox/records.ts';
import { withClients } from './clients.ts';
import { median, paired, spread, type Figure } from './figure.ts';
import { loadLibrary } from './processes.ts';

const customers = 100_000;
const saves = 25;
const responseDelayMs = 30;
const id = '65033646';

/**
 * Each turn has three cases, one of each kind, so a round has 201. Turns are short, so that other load on the machine
 * affects both sides.
 */
const testTurns = 67;

/**
 * A customer that is found, an Add that is refused, and an Update. None of them changes the sandbox's data for the next
 * turn.
 */
const kinds = [
  {
    operation: 'get',
    body: { kapture_customer_id: '61371820' },
    expect: { status: 200, outcome: 'success', response: { '/Customer Details/name': 'Nishchal' } },
  },
  {
    operation: 'add',
    body: { customer_name: '{{$name}}', phone: '12345' },
    expect: { status: 400, outcome: 'failed', message: { contains: '10 digits' } },
  },
  {
    operation: 'update',
    body: { kapture_customer_id: '65033646', city: 'Bangalore' },
    expect: { outcome: 'success', response: { '/Enquiry/kapture_customer_id': { matches: '^65033646$' } } },
  },
] as const;

/** A Get from the sandbox with the client, divided by a plain undici request for the same, both read as text. */
const get: Figure = {
  name: 'get.ratio',
  unit: '×',
  aim: 1.3,
  measure: () =>
    withClients(async ({ client, target, bare }) => {
      const body = JSON.stringify([{ kapture_customer_id: '61371820' }]);
      const { response } = await client.send('get', body, target);
      if (response.reading.outcome !== 'success' || response.text !== (await bare('get', body)))
        throw new Error('The two clients did not receive the same customer.');
      const { ratios, firstUs, secondUs } = await paired(
        9,
        500,
        () => client.send('get', body, target),
        () => bare('get', body),
      );
      return {
        value: median(ratios),
        samples: 9,
        note: `${spread(ratios)}; ours ${median(firstUs).toFixed(0)} µs, bare ${median(secondUs).toFixed(0)} µs`,
      };
    }),
};

/**
 * 201 payload tests, divided by a plain undici loop that sends the same bodies. A ratio of 1.43 is 0.7 of its cases per
 * second.
 */
const payloadTests: Figure = {
  name: 'payload.ratio',
  unit: '×',
  aim: 1.43,
  measure: () =>
    withClients(async ({ client, target, bare }) => {
      const { cases } = readTestFile(
        JSON.stringify({ cases: kinds.map((kind) => ({ name: kind.operation, ...kind })) }),
      );
      const context = {
        timeZone: target.connection.timeZone,
        now: Date.now(),
        environment: () => undefined,
        last: () => undefined,
      };
      const patterns = new PatternThread();
      let sent: [OperationId, string][] = [];
      const tests = async (): Promise<void> => {
        sent = [];
        for (const testCase of cases) {
          const { outcome, findings } = await runCase(testCase, {
            connection: { role: 'sandbox', readOnly: false, dialect: 'flat', dialects: {} },
            patterns,
            readFile: () => Promise.reject(new Error('There is no file.')),
            lookup: memoizedLookup((name) => builtInValue(name, context)),
            send: (operation, body) => {
              sent.push([operation, body]);
              return client.send(operation, body, target, { retry: false });
            },
          });
          if (outcome !== 'passed') throw new Error(`${testCase.name}: ${outcome}, ${findings[0]?.message ?? ''}`);
        }
      };
      const loop = async (): Promise<void> => {
        for (const [operation, body] of sent) await bare(operation, body);
      };
      // This also starts the pattern thread.
      await tests();
      const { ratios, firstUs, secondUs } = await paired(9, testTurns, tests, loop);
      const perSecond = (us: readonly number[]): string => (kinds.length / (median(us) / 1e6)).toFixed(0);
      await patterns.close();
      return {
        value: median(ratios),
        samples: 9,
        note: `${spread(ratios)}; ${perSecond(firstUs)} cases a second, the loop ${perSecond(secondUs)} (${(1 / median(ratios)).toFixed(2)} of it)`,
      };
    }),
};

/**
 * The share of a save that is not spent waiting for the server: read, compare, write, verify. The server responds after
 * 30 ms. Fails if a save takes more than two reads and one write.
 */
const save: Figure = {
  name: 'save.own-share',
  unit: '',
  aim: 0.2,
  async measure() {
    const { KaptureClient, createTransport } = await loadLibrary();
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
        const { customerId } = (await send('update', body)).response.reading;
        const outcome = saveOutcome({ id, sent, required: new Map(), form, fresh }, customerId, await read());
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

/**
 * An export of 100,000 customers to a CSV file on disk, divided by reading their spool file with a Node stream. The
 * note also has the time of reading the records in the large blocks that the export reads.
 */
const exportCsv: Figure = {
  name: 'export.csv.ratio',
  unit: '×',
  aim: 3,
  async measure() {
    const folder = await mkdtemp(path.join(tmpdir(), 'kapture-bench-export-'));
    try {
      const spool = path.join(folder, 'spool');
      const places: storing.StoredPlace[] = [];
      await pipeline(writtenRecords(places), createWriteStream(spool));
      const { exportCustomers, storedRecords } = await loadLibrary();
      const records = (): ReturnType<typeof storing.storedRecords> => storedRecords(places, () => spool);

      const ours = async (): Promise<void> => {
        const { rows } = await exportCustomers({
          format: 'csv',
          records: records(),
          target: path.join(folder, 'customers.csv'),
          timeZone: 'Asia/Kolkata',
        });
        if (rows !== places.length) throw new Error(`${rows} rows of ${places.length} records.`);
      };
      const read = async (): Promise<number> => {
        let bytes = 0;
        for await (const chunk of createReadStream(spool)) bytes += (chunk as Buffer).length;
        return bytes;
      };
      const { ratios, firstUs, secondUs } = await paired(5, 3, ours, read);
      const started = performance.now();
      for (const batch of records()) void batch.spans;
      const pieces = performance.now() - started;
      return {
        value: median(ratios),
        samples: 5,
        note: `${spread(ratios)}; ${places.length} customers: ours ${(median(firstUs) / 1000).toFixed(0)} ms, the stream ${(median(secondUs) / 1000).toFixed(0)} ms, big pieces ${pieces.toFixed(0)} ms`,
      };
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

export const figures: readonly Figure[] = [get, payloadTests, save, exportCsv];

function* writtenRecords(places: storing.StoredPlace[]): Generator<Buffer> {
  let start = 0;
  for (const customer of generateCustomers({ now: Date.UTC(2026, 5, 1, 10), count: customers })) {
    const record = Buffer.from(jsonText(pullRecord(customer)));
    places.push({ spool: 1, start, length: record.length, text: null });
    start += record.length;
    yield record;
  }
}
