import assert from 'node:assert/strict';
import type { Connection } from '../../../../src/kapture/connection/connection.ts';
import type { Transport } from '../../../../src/kapture/http/transport.ts';
import { pullBody } from '../../../../src/kapture/pull/pullBody.ts';
import { streamPull } from '../../../../src/kapture/pull/streamPull.ts';
import type { PeriodReport } from '../../../../src/kapture/pull/periodFailure.ts';
import { firstPeriods, periodsOf, type Period } from '../../../../src/kapture/pull/periods.ts';
import type { StoreCalls } from '../../../../src/kapture/store/storeWorker.ts';
import type { StoreThread } from '../../../../src/kapture/store/storeThread.ts';
import { startSandbox, type Sandbox } from '../../../../src/sandbox/index.ts';
import { authorization } from '../../sandbox/support.ts';
import { serveHttp, type LocalServer } from '../http/localServer.ts';
import { connectionTo, targetOf } from '../target.ts';
import { forEachTest, noneFound } from './support.ts';

/** The body of a search by days. */
interface Search {
  readonly cm_id: number;
  readonly createStartDate: string;
  readonly createEndDate: string;
  readonly limit: number;
  readonly offset: number;
}

/**
 * A tenant that has a number of customers on each day. With `isEndInclusive`, it also returns those of the last day.
 * A page has at most `pageCap` of them.
 */
function serveSearch(
  perDay: (day: string) => number,
  { isEndInclusive = false, pageCap = Infinity } = {},
): Promise<LocalServer> {
  return serveHttp((response, { body }) => {
    const { createStartDate, createEndDate, limit = Infinity, offset = 0 } = JSON.parse(body) as Partial<Search>;
    const days = [createStartDate!, ...(isEndInclusive ? [createEndDate!] : [])];
    const ids = days.flatMap((day) =>
      Array.from({ length: perDay(day) }, (_, index) => `${day.replaceAll('-', '')}${index}`),
    );
    const records = ids.slice(offset, offset + Math.min(limit, pageCap)).map((id) => `{"id":${id}}`);
    response.end(records.length ? `{"message":[${records.join(',')}],"status":"success"}` : noneFound);
  });
}

describe('a pull in the nested dialect', () => {
  let thread: StoreThread<StoreCalls>;
  let transport: Transport;
  forEachTest((tools) => void ({ thread, transport } = tools));

  async function pull(
    server: LocalServer | Sandbox,
    range: { readonly start: string; readonly end: string },
    settings: Partial<Connection> = {},
    periods?: readonly Period[],
  ): Promise<{ reports: PeriodReport[]; count: number; ids: string[]; bodies: Search[] }> {
    const origin = 'origin' in server ? server.origin : server.url;
    const target = targetOf(origin, { dialect: 'nested', cmId: '1000298', ...settings }, authorization);
    const wanted = periods ?? firstPeriods(range, target.connection, 'pull');
    const { tenant, name, timeZone } = target.connection;
    const started = await thread.store.begin({ tenant, connection: name, timeZone }, range, wanted);
    const reports: PeriodReport[] = [];
    await streamPull(wanted, {
      transport,
      store: thread.store,
      target,
      pull: started,
      signal: new AbortController().signal,
      maxBytes: () => 200_000_000,
      overrides: { ...target.connection, backoffMs: 1 },
      onPeriod: (report) => reports.push(report),
    });
    const bodies = 'origin' in server ? server.requests.map(({ body }) => JSON.parse(body) as Search) : [];
    const customers = await thread.store.page(started.id, { limit: 10_000 });
    const ids = customers.map(({ id }) => id).sort();
    return { reports, count: await thread.store.count(started.id), ids, bodies };
  }

  it('two days → searches for each, with the ID of the tenant and a page of 100', async () => {
    const server = await serveSearch((day) => (day === '2024-05-02' ? 3 : 2));
    const { count, bodies } = await pull(server, { start: '2024-05-01', end: '2024-05-02' }, { parallelPulls: 1 });
    const newer = { cm_id: 1_000_298, createStartDate: '2024-05-02', createEndDate: '2024-05-03', limit: 100 };
    const older = { cm_id: 1_000_298, createStartDate: '2024-05-01', createEndDate: '2024-05-02', limit: 100 };
    // Only the second search of the newer day shows that its first page, the largest so far, was not cut off.
    assert.deepEqual(bodies, [
      { ...newer, offset: 0 },
      { ...newer, offset: 3 },
      { ...older, offset: 0 },
    ]);
    assert.equal(count, 5);
  });
  for (const [customers, requests] of [
    [0, 1],
    [99, 2],
    [100, 2],
    [101, 2],
    [200, 3],
    [250, 3],
  ] as const)
    it(`a day with ${customers} customers → ${requests} requests, all customers`, async () => {
      const server = await serveSearch(() => customers);
      const { count, reports, bodies } = await pull(server, { start: '2024-05-01', end: '2024-05-01' });
      assert.deepEqual(
        [count, reports.map(({ failure }) => failure), bodies.length],
        [customers, [undefined], requests],
      );
    });
  it('a tenant that returns fewer than the documented limit → all customers, and only the largest pages are asked on', async () => {
    const sizes: Readonly<Record<string, number>> = { '2024-05-03': 250, '2024-05-02': 20, '2024-05-01': 50 };
    const server = await serveSearch((day) => sizes[day] ?? 0, { pageCap: 50 });
    const { count, reports, bodies } = await pull(
      server,
      { start: '2024-05-01', end: '2024-05-03' },
      { parallelPulls: 1 },
    );
    assert.deepEqual([count, reports.every(({ failure }) => failure === undefined)], [320, true]);
    const requestsOf = (day: string): number => bodies.filter(({ createStartDate }) => createStartDate === day).length;
    assert.deepEqual(Object.keys(sizes).map(requestsOf), [6, 1, 2]);
  });
  it('a tenant that includes the last day → each customer is stored once', async () => {
    const server = await serveSearch((day) => (day < '2024-05-04' ? 120 : 0), { isEndInclusive: true });
    const { count, reports } = await pull(server, { start: '2024-05-01', end: '2024-05-03' });
    assert.deepEqual([count, reports.every(({ failure }) => failure === undefined)], [360, true]);
  });
  for (const inclusiveEnd of [false, true])
    it(`the sandbox ${inclusiveEnd ? 'with' : 'without'} inclusive end, at most 7 customers a page → exactly the customers of the range, each counted once`, async () => {
      const now = (): number => Date.parse('2026-05-20T06:00:00Z');
      const sandbox = await startSandbox({ customers: 1200, now, inclusiveEnd, pageCap: 7 });
      const whole = await startSandbox({ customers: 1200, now });
      try {
        const range = { start: '2026-05-11', end: '2026-05-14' };
        const { count, reports, ids } = await pull(sandbox, range);
        const wanted = await pull(whole, range, { dialect: 'flat' });
        assert.ok(wanted.count > 28, String(wanted.count));
        assert.deepEqual([count, ids], [wanted.count, wanted.ids]);
        assert.deepEqual(
          [reports.reduce((sum, { records }) => sum + records, 0), reports.filter(({ failure }) => failure)],
          [wanted.count, []],
        );
      } finally {
        await Promise.all([sandbox.close(), whole.close()]);
      }
    });
  it('records outside the period → not stored, except those without a readable date', async () => {
    const dates = ['Apr 30, 2024 11:59:59 PM', 'May 1, 2024 12:00:00 AM', 'May 1, 2024 11:59:59 PM'];
    const others = ['May 2, 2024 12:00:00 AM', 'soon', ''];
    const records = [...dates, ...others].map((date, index) => ({ id: index + 1, generationDate: date }));
    const server = await serveHttp((response, { body }) => {
      const { offset } = JSON.parse(body) as Search;
      response.end(offset ? noneFound : JSON.stringify({ message: records, status: 'success' }));
    });
    const { ids, reports } = await pull(server, { start: '2024-05-01', end: '2024-05-01' });
    assert.deepEqual(
      [ids, reports.map(({ records: found, outside }) => [found, outside])],
      [['2', '3', '5', '6'], [[4, 2]]],
    );
    // The offset counts every record that was returned.
    assert.equal((JSON.parse(server.requests[1]!.body) as Search).offset, 6);
  });
  it('a range with times → searches for its days, and only the customers that were created within the times', async () => {
    const dates = ['1, 2024 9:59:59 AM', '1, 2024 10:00:00 AM', '2, 2024 12:00:00 PM', '2, 2024 12:00:01 PM'];
    const records = dates.map((date, index) => ({ id: index + 1, generationDate: `May ${date}` }));
    const server = await serveHttp((response, { body }) => {
      const { createStartDate, offset } = JSON.parse(body) as Search;
      const found = records.slice(...(createStartDate === '2024-05-01' ? [0, 2] : [2, 4]));
      response.end(offset ? noneFound : JSON.stringify({ message: found, status: 'success' }));
    });
    const range = { start: '2024-05-01 10:00:00', end: '2024-05-02 12:00:00' };
    const { ids, bodies, reports } = await pull(server, range, { parallelPulls: 1, periodHours: 24 });
    const days = bodies.map(({ createStartDate, createEndDate }) => [createStartDate, createEndDate]);
    assert.deepEqual(
      [ids, days, reports.map(({ failure }) => failure)],
      [
        ['2', '3'],
        [
          ['2024-05-02', '2024-05-03'],
          ['2024-05-02', '2024-05-03'],
          ['2024-05-01', '2024-05-02'],
          ['2024-05-01', '2024-05-02'],
        ],
        [undefined, undefined],
      ],
    );
  });
  it('a tenant that returns the same page again → a failure of the dialect, whatever the settings', async () => {
    const server = await serveHttp((response) => response.end('{"message":[{"id":1}],"status":"success"}'));
    const { reports } = await pull(server, { start: '2024-05-01', end: '2024-05-01' });
    const { host } = new URL(server.origin);
    assert.deepEqual(
      reports.map(({ failure }) => failure),
      [{ problem: 'same-page', host, isOfDialect: true }],
    );
  });
  it('no tenant ID → every period fails with that reason, and nothing is sent', async () => {
    const server = await serveSearch(() => 3);
    const { cmId: _, ...settings } = connectionTo(server.origin, { dialect: 'nested', cmId: '1' });
    const target = { ...targetOf(server.origin), connection: settings as Connection };
    const range = { start: '2024-05-01', end: '2024-05-09' };
    const periods = firstPeriods(range, target.connection, 'pull');
    const started = await thread.store.begin({ tenant: 'A', connection: 'A', timeZone: 'UTC' }, range, periods);
    const reports: PeriodReport[] = [];
    await streamPull(periods, {
      transport,
      store: thread.store,
      target,
      pull: started,
      signal: new AbortController().signal,
      maxBytes: () => 1e6,
      onPeriod: (report) => reports.push(report),
    });
    const { host } = new URL(server.origin);
    assert.deepEqual(
      [server.requests.length, reports.map(({ failure }) => failure)],
      [0, Array<object>(9).fill({ problem: 'no-tenant-id', host })],
    );
  });
  it('a day with more records than a tenant without pages returns → fails, and is not halved', async () => {
    const server = await serveSearch(() => 500);
    const { reports, bodies } = await pull(
      server,
      { start: '2024-05-01', end: '2024-05-01' },
      { pages: false, recordLimit: 1 },
      periodsOf({ start: '2024-05-01', end: '2024-05-01' }, 24),
    );
    assert.deepEqual([bodies.length, reports.map(({ failure }) => failure)], [1, [{ limited: 500 }]]);
  });
  it('a tenant ID of 20 digits → sent with all of them', () => {
    const cmId = '12345678901234567890';
    const connection = connectionTo('https://acme.example', { dialect: 'nested', cmId });
    assert(pullBody(connection, 'pull', { start: '2024-05-01', end: '2024-05-01' }).includes(`"cm_id":"${cmId}"`));
  });
});
