import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KaptureClient } from '../../../../src/kapture/exchange/client.ts';
import { customersOf } from '../../../../src/kapture/exchange/exchange.ts';
import { streamPull } from '../../../../src/kapture/pull/streamPull.ts';
import type { PeriodReport } from '../../../../src/kapture/pull/periodFailure.ts';
import type { ResponseTrouble } from '../../../../src/kapture/responses/readResponse.ts';
import type { StoreCalls } from '../../../../src/kapture/store/storeWorker.ts';
import { startStoreThread, type StoreThread } from '../../../../src/kapture/store/storeThread.ts';
import { createTransport } from '../../../../src/kapture/http/transport.ts';
import { closeServers, serveHttp } from '../http/localServer.ts';
import { targetOf } from '../target.ts';

const day = { start: '2026-11-01', end: '2026-11-01' };
const script = new URL('../../../../src/kapture/store/storeWorker.ts', import.meta.url);

/** A response, and what a pull may conclude from it. */
interface Case {
  readonly body: string;
  /** Why the period counts as failed; undefined if it is complete. */
  readonly trouble?: ResponseTrouble;
  readonly ids?: readonly string[];
  /** How many elements of the list are not records. */
  readonly notRecords?: number;
}

const unrecognized: Readonly<Record<string, Case>> = {
  'a list under another key': { body: '{"data":[{"id":1}],"status":"success"}', trouble: 'no-list' },
  'a list under the key of Get': { body: '{"Customer Details":[{"id":1}],"status":"success"}', trouble: 'no-list' },
  'a nested list': { body: '{"message":[[{"id":1}]],"status":"success"}', trouble: 'no-list' },
  'a sentence and a list under another key': {
    body: '{"message":"2 customers found","customers":[{"id":1},{"id":2}],"status":"success"}',
    trouble: 'no-list',
  },
  'the same without a status': {
    body: '{"message":"2 customers found","customers":[{"id":1},{"id":2}]}',
    trouble: 'unknown-envelope',
  },
  'a list written into a string': { body: '{"message":"[{\\"id\\":1}]","status":"success"}', trouble: 'no-list' },
  'the same without a status ': { body: '{"message":"[{\\"id\\":1}]"}', trouble: 'unknown-envelope' },
  null: { body: '{"message":null,"status":"success"}', trouble: 'no-list' },
  'null without a status': { body: '{"message":null}', trouble: 'unknown-envelope' },
  'success alone': { body: '{"status":"success"}', trouble: 'no-list' },
  'success: true alone': { body: '{"success":true}', trouble: 'no-list' },
  'a list inside an object': { body: '{"message":{"customers":[{"id":1}]},"status":"success"}', trouble: 'no-list' },
  'an empty list, and records under another key': {
    body: '{"message":[],"data":[{"id":1}],"status":"success"}',
    trouble: 'no-list',
  },
  'a list of texts': { body: '{"message":["{\\"id\\":1}"],"status":"success"}', trouble: 'no-list' },
  'a list of nulls': { body: '{"message":[null,null],"status":"success"}', trouble: 'no-list' },
  'many nulls': { body: `{"message":[${'null,'.repeat(10_000)}null],"status":"success"}`, trouble: 'no-list' },
  'two lists of records under keys that differ in case': {
    body: '{"Message":[{"id":1}],"message":[{"id":2}],"status":"success"}',
    trouble: 'unknown-envelope',
  },
  'the same key twice, with a list of records each': {
    body: `{"message":[{"id":1}],"status":"success","message":[${'{"id":2},'.repeat(9000)}{"id":2}]}`,
    trouble: 'unknown-envelope',
  },
  'the documented sentence with success': {
    body: '{"message":"No customer between dates.","status":"success"}',
    trouble: 'no-list',
  },
};

const complete: Readonly<Record<string, Case>> = {
  'a sentence under a key that differs in case, before the list': {
    body: '{"Message":"Success","message":[{"id":1}],"status":"success"}',
    ids: ['1'],
  },
  'a sentence under a key that differs in case, after the list': {
    body: '{"message":[{"id":1}],"MESSAGE":"Success","status":"success"}',
    ids: ['1'],
  },
  'an empty list before the list of records': {
    body: '{"Message":[],"message":[{"id":1}],"status":"success"}',
    ids: ['1'],
  },
  'no customer between dates': { body: '{"message":"No customer between dates.","status":"failed"}', ids: [] },
  'an empty list': { body: '{"message":[],"status":"success"}', ids: [] },
  'elements that are not records among records': {
    body: '{"message":[null,{"id":1},"x",7,[{"id":3}],{"id":2},true],"status":"success"}',
    ids: ['1', '2'],
    notRecords: 5,
  },
  'so many elements that are not records that they are not stored': {
    body: `{"message":[{"id":1},${'null,"x",'.repeat(20_000)}{"id":2}],"status":"success"}`,
    ids: ['1', '2'],
    notRecords: 40_000,
  },
};

/** A body that is long enough to be read while it arrives. */
const long = (body: string): string => body.replace(/\}$/, `,"padding":"${'x'.repeat(1_100_000)}"}`);

describe('completeness of a pull', function () {
  this.timeout(30_000);
  let folder: string;
  let thread: StoreThread<StoreCalls>;
  const transport = createTransport();
  const client = new KaptureClient(transport, { maxBytes: 10_000_000, backoffMs: 1 });
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kapture-pull-'));
    thread = startStoreThread<StoreCalls>(script, join(folder, 'kapture.db'));
  });
  afterEach(closeServers);
  after(async () => {
    await thread.close();
    await client.close();
    rmSync(folder, { recursive: true });
  });

  async function pulled(body: string): Promise<{ report: PeriodReport; ids: string[]; isDone: boolean }> {
    const server = await serveHttp((response) => response.end(body));
    const { store } = thread;
    const pull = await store.begin({ tenant: server.origin, connection: 'Acme', timeZone: 'Asia/Kolkata' }, day, [day]);
    const reports: PeriodReport[] = [];
    await streamPull([day], {
      transport,
      store,
      target: targetOf(server.origin),
      pull,
      signal: new AbortController().signal,
      maxBytes: () => 10_000_000,
      onPeriod: (report) => reports.push(report),
    });
    assert.equal(reports.length, 1);
    const ids = (await store.page(pull.id, { sort: 'name', limit: 10 })).map(({ id }) => id);
    return { report: reports[0]!, ids, isDone: (await store.periods(pull.id))[0]!.isDone };
  }

  for (const [name, { body, trouble }] of Object.entries(unrecognized)) {
    it(`${name} → the period failed, and the response is stored`, async () => {
      const { report, ids, isDone } = await pulled(body);
      assert.deepEqual([ids, isDone], [[], false]);
      assert(report.failure && 'reading' in report.failure);
      const { reading } = report.failure;
      assert.deepEqual([reading.outcome, reading.trouble], ['unrecognized', trouble]);
      if (!reading.records) assert.equal(reading.text, body);
    });
    for (const [length, text] of Object.entries({ short: body, long: long(body) })) {
      it(`${name} in a ${length} response to a Pull → unrecognized, without records, and the text is unchanged`, async () => {
        const server = await serveHttp((response) => response.end(text));
        const { response } = await client.send('pull', '[{}]', targetOf(server.origin));
        assert.equal(String(response.text) === text, true);
        assert.deepEqual(
          [response.reading.outcome, response.reading.trouble, response.reading.records],
          ['unrecognized', trouble, []],
        );
      });
    }
  }
  for (const [name, before] of Object.entries({ short: '', long: `"a":"${'a'.repeat(9000)}",`.repeat(40) })) {
    it(`an empty list, and too many records under another key to be stored, in a ${name} envelope → the period failed`, async () => {
      const others = `{"id":1},`.repeat(9000);
      const { report, ids, isDone } = await pulled(
        `{${before}"data":[ ${others}{"id":2}],"message":[],"status":"success"}`,
      );
      assert(report.failure && 'reading' in report.failure);
      assert.deepEqual([ids, isDone, report.failure.reading.trouble], [[], false, 'no-list']);
    });
  }
  for (const [name, { body, ids: wanted, notRecords = 0 }] of Object.entries(complete)) {
    it(`${name} → complete with its customers${notRecords ? ', and the other elements are counted' : ''}`, async () => {
      const { report, ids, isDone } = await pulled(body);
      assert.deepEqual(
        [ids, isDone, report],
        [wanted, true, { period: day, records: wanted!.length, withoutId: 0, notRecords, failure: undefined }],
      );
    });
    for (const [length, text] of Object.entries({ short: body, long: long(body) })) {
      it(`${name} in a ${length} response to a Pull → the same customers`, async () => {
        const server = await serveHttp((response) => response.end(text));
        const exchange = await client.send('pull', '[{}]', targetOf(server.origin));
        assert.deepEqual(
          [customersOf(exchange).map(({ id }) => id), exchange.response.reading.notRecords ?? 0],
          [wanted, notRecords],
        );
      });
    }
  }
  it('a long list under another key → the unchanged beginning of the response is stored', async () => {
    const body = `{"data":[${Array.from({ length: 20_000 }, (_, index) => `{"id":${index}}`).join(',')}],"status":"success"}`;
    const { report } = await pulled(body);
    assert(report.failure && 'reading' in report.failure);
    const { text, bytes } = report.failure.reading;
    assert(text.length > 30_000 && body.startsWith(text), text.slice(0, 100));
    assert.equal(bytes, body.length);
  });
});
