import assert from 'node:assert/strict';
import type { Connection } from '../../../../src/kapture/connection/connection.ts';
import type { Transport } from '../../../../src/kapture/http/transport.ts';
import type { PeriodReport } from '../../../../src/kapture/pull/periodFailure.ts';
import { firstPeriods } from '../../../../src/kapture/pull/periods.ts';
import { streamPull } from '../../../../src/kapture/pull/streamPull.ts';
import type { CustomerRow, StoredPull } from '../../../../src/kapture/store/customerShapes.ts';
import type { StoreCalls } from '../../../../src/kapture/store/storeWorker.ts';
import type { StoreThread } from '../../../../src/kapture/store/storeThread.ts';
import { startSandbox } from '../../../../src/sandbox/index.ts';
import { authorization, noon } from '../../sandbox/support.ts';
import { serveHttp, type LocalServer } from '../http/localServer.ts';
import { targetOf } from '../target.ts';
import { forEachTest } from './support.ts';

const day = '2024-04-19';

describe('a pull of tickets', () => {
  let thread: StoreThread<StoreCalls>;
  let transport: Transport;
  forEachTest((tools) => void ({ thread, transport } = tools));

  async function pull(
    origin: string,
    range: { readonly start: string; readonly end: string },
    settings: Partial<Connection> = {},
  ): Promise<{ pull: StoredPull; reports: PeriodReport[]; rows: CustomerRow[] }> {
    const target = targetOf(origin, { ...settings, parallelPulls: 1 }, authorization);
    const { tenant, name, timeZone } = target.connection;
    const periods = firstPeriods(range, target.connection, 'pull-tickets');
    const pull = await thread.store.begin({ tenant, connection: name, timeZone }, range, periods, 'ticket');
    const reports: PeriodReport[] = [];
    await streamPull(periods, {
      transport,
      store: thread.store,
      target,
      pull,
      signal: new AbortController().signal,
      maxBytes: () => 200_000_000,
      overrides: { ...target.connection, backoffMs: 1 },
      onPeriod: (report) => reports.push(report),
    });
    await thread.store.end(pull.id);
    return { pull, reports, rows: await thread.store.page(pull.id, { limit: 10_000 }) };
  }

  const serve = (message: string): Promise<LocalServer> =>
    serveHttp((response) => response.end(`{"totalCount":null,"message":${message},"status":"success"}`));

  it('two days, with times in the range → a request for each whole day, newest first', async () => {
    const server = await serve('[]');
    const { reports } = await pull(server.origin, { start: '2024-04-18 10:00:00', end: '2024-04-19 09:00:00' });
    assert.deepEqual(
      server.requests.map(({ path, body }) => [path, body]),
      ['2024-04-19', '2024-04-18'].map((date) => [
        '/select-ticket-between-start-and-end-dates.html/v.2.0',
        `[{"start_date":"${date}","end_date":"${date}"}]`,
      ]),
    );
    assert.deepEqual(
      reports.map(({ failure }) => failure),
      [undefined, undefined],
    );
  });

  it('a connection with pages → each with a limit and an offset, until one is not full', async () => {
    const server = await serveHttp((response, { body }) => {
      const [{ offset }] = JSON.parse(body) as [{ offset: number }];
      const ids = ['1', '2', '3'].slice(offset, offset + 2);
      response.end(JSON.stringify({ status: 'success', message: ids.map((ticketId) => ({ ticketId })) }));
    });
    const { rows } = await pull(server.origin, { start: day, end: day }, { pages: true, recordLimit: 2 });
    assert.deepEqual([rows.length, server.requests.length], [3, 2]);
  });

  const ticket =
    '{"ticketId":"713516551148","taskTitle":"Refund","date":"19-04-2024 14:19","status":"Pending","customerName":"Asha Rao","customerPhone":"9000000001","assignedToName":"Neem","primarySource":"","lastSource":"Mobile App"}';
  for (const [what, message, count] of [
    ['a list', `[${ticket}]`, 1],
    ['a single ticket in place of the list, as a public client reads it', ticket, 1],
    ['a text, which is an empty list for that client', '"no tickets"', 0],
  ] as const)
    it(`${what} → ${count} stored, and the day is complete`, async () => {
      const server = await serve(message);
      const { reports, rows, pull: stored } = await pull(server.origin, { start: day, end: day });
      assert.deepEqual([reports.map(({ failure }) => failure), rows.length], [[undefined], count]);
      if (!count) return;
      const { id, subject, createdAt, status, name, phone, agent, source } = rows[0]!;
      assert.deepEqual(
        [id, subject, createdAt, status, name, phone, agent, source],
        ['713516551148', 'Refund', '2024-04-19 14:19:00', 'Pending', 'Asha Rao', '9000000001', 'Neem', 'Mobile App'],
      );
      assert.equal(Buffer.from((await thread.store.record(stored.id, id))!).toString(), ticket);
    });

  it('the failure that Kapture documents → the day is missing, with the response', async () => {
    const server = await serveHttp((response) =>
      response.end('{"status":"failed","message":"either start_date is null or blank"}'),
    );
    const { reports } = await pull(server.origin, { start: day, end: day });
    const [{ failure }] = reports as [PeriodReport];
    assert(failure && 'reading' in failure);
    assert.equal(failure.reading.failure, 'start-date-missing');
  });

  it('the sandbox → its tickets by status; a pull of customers and one of tickets do not replace each other', async () => {
    const sandbox = await startSandbox({ port: 0, now: () => noon });
    try {
      const range = { start: '2026-03-01', end: '2026-03-10' };
      const { pull: tickets, rows } = await pull(sandbox.url, range);
      const { store } = thread;
      const groups = await store.groups(tickets.id, 'status');
      assert.ok(groups.length > 1 && groups.every(({ key }) => key !== ''), JSON.stringify(groups));
      assert.ok(rows.every(({ createdAt = '' }) => createdAt >= '2026-03-01' && createdAt <= '2026-03-11'));

      const { tenant } = tickets;
      assert.equal(await store.last(tenant), undefined);
      const source = { tenant, connection: 'A', timeZone: 'Asia/Kolkata' };
      const customers = await store.begin(source, range, [range]);
      await store.put(customers, ['{"id":1}']);
      await store.end(customers.id);
      assert.deepEqual(
        [(await store.last(tenant))?.id, (await store.last(tenant, 'ticket'))?.id],
        [customers.id, tickets.id],
      );
    } finally {
      await sandbox.close();
    }
  });
});
