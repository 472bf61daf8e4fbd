import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Connection } from '../../../../src/kapture/connection.ts';
import { streamPull, type PullManners, type WindowReport } from '../../../../src/kapture/pull/streamPull.ts';
import { windowsOf, type Window } from '../../../../src/kapture/pull/windows.ts';
import { startStoreThread, type StoreThread } from '../../../../src/kapture/store/storeThread.ts';
import { StoreError } from '../../../../src/kapture/store/storeError.ts';
import { createTransport, type Transport } from '../../../../src/kapture/transport.ts';
import { closeServers, serveHttp, type LocalServer } from '../localServer.ts';
import { targetOf } from '../target.ts';

const day = { start: '2026-11-01', end: '2026-11-01' };
const script = new URL('../../../../src/kapture/store/storeWorker.ts', import.meta.url);

const list = (...ids: readonly number[]): string => `{"message":[${ids.map((id) => `{"id":${id},"generationDate":"2026-11-01 10:00:00"}`).join(',')}],"status":"success"}`;
const send = (response: ServerResponse, body: string | Buffer, status = 200, headers: Record<string, string> = {}): void => void response.writeHead(status, headers).end(body);

interface Pulled {
  readonly reports: readonly WindowReport[];
  readonly ids: string[];
  readonly missing: readonly Window[];
}

describe('streamPull', () => {
  let folder: string;
  let thread: StoreThread;
  let transport: Transport;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kapture-pull-'));
    thread = startStoreThread(script, join(folder, 'kapture.db'));
    transport = createTransport();
  });
  afterEach(async () => {
    await thread.close();
    await transport.close();
    await closeServers();
    rmSync(folder, { recursive: true });
  });

  async function pull(server: LocalServer, windows: readonly Window[] = [day], { settings = {}, manners = {}, signal = new AbortController().signal, onRecords }: { settings?: Partial<Connection>; manners?: PullManners; signal?: AbortSignal; onRecords?: (records: number) => void } = {}): Promise<Pulled> {
    const started = await thread.store.begin('Acme', 'Asia/Kolkata', { start: windows.at(-1)!.start, end: windows[0]!.end }, windows);
    const reports: WindowReport[] = [];
    await streamPull(windows, {
      transport, store: thread.store, target: targetOf(server.origin, settings), pull: started, signal,
      manners: { backoffMs: 1, ...manners }, onWindow: (report) => reports.push(report), ...(onRecords && { onRecords }),
    });
    const ids = (await thread.store.page(started.id, { sort: 'name', limit: 1000 })).map(({ id }) => id);
    const missing = (await thread.store.windows(started.id)).filter(({ isDone }) => !isDone).map(({ window }) => window);
    return { reports, ids, missing };
  }

  it('a reply → its customers, as it came over the wire', async () => {
    const server = await serveHttp((response) => send(response, list(1, 2)));
    const { reports, ids, missing } = await pull(server);
    assert.deepEqual([reports, ids, missing], [[{ window: day, records: 2, failure: undefined }], ['1', '2'], []]);
    assert.deepEqual([server.requests[0]?.body, server.requests[0]?.headers['authorization']], ['[{"start_date":"2026-11-01","end_date":"2026-11-01"}]', 'Basic a2FwZGVtbzprYXAxMjM=']);
  });
  it('gzip and a charset → the same customers', async () => {
    const server = await serveHttp((response, { body }) => body.includes('11-01')
      ? send(response, gzipSync(list(1)), 200, { 'content-encoding': 'gzip' })
      : send(response, Buffer.from('{"message":[{"id":2,"name":"Zo\xeb"}],"status":"success"}', 'latin1'), 200, { 'content-type': 'application/json; charset=iso-8859-1' }));
    const { ids } = await pull(server, [{ start: '2026-11-02', end: '2026-11-02' }, day]);
    assert.deepEqual(ids.sort(), ['1', '2']);
    assert.equal((await thread.store.find((await thread.store.last('Acme'))!.id, '2'))?.name, 'Zoë');
  });
  it('no customer between dates → done, and nobody', async () => {
    const server = await serveHttp((response) => send(response, '{"message":"No customer between dates.","status":"failed"}'));
    const { reports, missing } = await pull(server);
    assert.deepEqual([reports[0]?.failure, missing], [undefined, []]);
  });
  it('the first records → can be seen while the rest is not sent yet', async () => {
    let finish: () => void = () => undefined;
    const server = await serveHttp((response) => {
      response.write('{"message":[{"id":1},');
      finish = () => response.end('{"id":2}],"status":"success"}');
    });
    let seen: number | undefined;
    const { ids } = await pull(server, [day], { onRecords: () => void (seen === undefined && (seen = 1, finish())) });
    assert.deepEqual([seen, ids], [1, ['1', '2']]);
  });
  for (const [name, body, trouble] of [
    ['an HTML page', '<html>Login</html>', 'not-json'], ['a reply that is cut off', list(1, 2).slice(0, -30), 'truncated'], ['another envelope', '{"x":1}', 'unknown-envelope'],
    ['a record that is no JSON', '{"message":[{"id":1},{"id":2,}],"status":"success"}', 'not-json'],
  ] as const) {
    it(`${name} → the window is missing, with what was said, and the complete records stay`, async () => {
      const server = await serveHttp((response) => send(response, body));
      const { reports: [report], ids, missing } = await pull(server);
      assert(report?.failure && 'reading' in report.failure);
      assert.equal(report.failure.reading.trouble, trouble);
      assert.deepEqual([missing, ids], [[day], body.includes('"id":1') ? ['1'] : []]);
    });
  }
  it('the server dies in mid-reply, each time → tried three times, and no complete record is lost', async () => {
    const server = await serveHttp((response, _, count) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write(`{"message":[{"id":${count}},{"id":9,"na`, () => response.destroy());
    });
    const { reports: [report], ids, missing } = await pull(server);
    assert(report?.failure && 'reading' in report.failure);
    assert.deepEqual([report.failure.reading.trouble, server.requests.length, ids, missing], ['truncated', 3, ['1', '2', '3'], [day]]);
  });
  it('it dies once → done at the second try, without what the first brought', async () => {
    const server = await serveHttp((response, _, count) => {
      if (count > 1) return send(response, list(5));
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"message":[{"id":1},', () => response.destroy());
    });
    const { ids, missing } = await pull(server);
    assert.deepEqual([ids, missing], [['5'], []]);
  });
  it('a key that is refused → the windows left are not asked for', async () => {
    const server = await serveHttp((response) => send(response, '{"message":"Invalid Auth Key","status":"failed"}', 401));
    const { reports, missing } = await pull(server, windowsOf({ start: '2026-11-01', end: '2026-11-09' }, 24), { settings: { parallelPulls: 1 } });
    assert.deepEqual([server.requests.length, reports.length, missing.length], [1, 9, 9]);
  });
  it('429 with Retry-After → all windows wait', async () => {
    const times: number[] = [];
    const server = await serveHttp((response, _, count) => {
      times.push(performance.now());
      if (count === 1) return send(response, '{"message":"slow down","status":"failed"}', 429, { 'retry-after': '1' });
      return send(response, list(count));
    });
    const { missing } = await pull(server, windowsOf({ start: '2026-11-01', end: '2026-11-04' }, 24), { settings: { parallelPulls: 1 } });
    assert.deepEqual([missing, times.length], [[], 5]);
    assert(times[1]! - times[0]! >= 990);
  });
  it('429 with several windows running → all of them wait together', async () => {
    const times: number[] = [];
    const first: ServerResponse[] = [];
    const server = await serveHttp((response, _, count) => {
      times.push(performance.now());
      if (count > 3) return send(response, list(count));
      if (first.push(response) < 3) return;
      send(first[0]!, '{"message":"slow down","status":"failed"}', 429, { 'retry-after': '1' });
      for (const other of first.slice(1)) send(other, list(count));
    });
    const { missing } = await pull(server, windowsOf({ start: '2026-11-01', end: '2026-11-07' }, 24), { settings: { parallelPulls: 3 } });
    assert.deepEqual([missing, times.length], [[], 8]);
    assert(times.slice(3).every((time) => time - times[2]! >= 990));
  });
  it('a reply that drips longer than the timeout → whole', async () => {
    const text = list(1, 2, 3);
    const server = await serveHttp((response) => {
      let at = 0;
      const timer = setInterval(() => {
        response.write(text.slice(at, at += 12));
        if (at < text.length) return;
        clearInterval(timer);
        response.end();
      }, 100);
    });
    const started = performance.now();
    const { ids, missing } = await pull(server, [day], { settings: { timeoutSeconds: 1 } });
    assert.deepEqual([ids, missing], [['1', '2', '3'], []]);
    assert(performance.now() - started > 1000);
  });
  it('the store\'s thread ends while the server is silent → an error at once', async () => {
    const server = await serveHttp((response) => void response.write('{"message":[{"id":1},'));
    await assert.rejects(pull(server, [day], { onRecords: () => void thread.close() }), (error) => StoreError.is(error));
  });
  it('as many records as the tenant ever sends → halved until fewer come', async () => {
    // One customer an hour.
    const server = await serveHttp((response, { body }) => {
      const [{ start_date, end_date }] = JSON.parse(body) as [{ start_date: string; end_date: string }];
      const hour = (moment: string, none: number): number => (moment.length > 10 ? Number(moment.slice(11, 13)) : none);
      const ids = Array.from({ length: 24 }, (_, index) => index).filter((index) => index >= hour(start_date, 0) && index <= hour(end_date, 23));
      send(response, list(...ids.slice(0, 10).map((id) => id + 1)));
    });
    const { ids, missing, reports } = await pull(server, [day], { manners: { recordLimit: 10 } });
    assert.deepEqual([ids.length, missing, reports.map(({ records }) => records)], [24, [], [6, 6, 6, 6]]);
  });
  it('pages → asked for until one is not full', async () => {
    const server = await serveHttp((response, { body }) => {
      const [{ limit, offset }] = JSON.parse(body) as [{ limit: number; offset: number }];
      send(response, list(...[1, 2, 3, 4, 5].slice(offset, offset + limit)));
    });
    const { ids, missing } = await pull(server, [day], { settings: { recordLimit: 2, pages: true } });
    assert.deepEqual([ids, missing, server.requests.length], [['1', '2', '3', '4', '5'], [], 3]);
  });
  it('quiet days → joined up to the connection\'s window', async () => {
    const server = await serveHttp((response) => send(response, '{"message":"No customer between dates.","status":"failed"}'));
    const { missing } = await pull(server, windowsOf({ start: '2026-11-01', end: '2026-11-14' }, 24), { settings: { parallelPulls: 1, windowHours: 96 } });
    assert.deepEqual([missing, server.requests.map(({ body }) => (JSON.parse(body) as [{ start_date: string; end_date: string }]).map(({ start_date, end_date }) => `${start_date.slice(8)}-${end_date.slice(8)}`)[0])], [[], ['14-14', '12-13', '08-11', '04-07', '01-03']]);
  });
  it('Cancel → ends at once, what came stays, the windows are missing', async () => {
    const server = await serveHttp((response) => void response.write('{"message":[{"id":1},'));
    const cancel = new AbortController();
    const { reports, ids, missing } = await pull(server, [day], { signal: cancel.signal, onRecords: () => cancel.abort() });
    assert.deepEqual([reports, ids, missing], [[], ['1'], [day]]);
  });
  it('the store\'s thread is killed in mid-pull → an error with a reason; what was finished is there, the rest is missing', async () => {
    const windows = [{ start: '2026-11-02', end: '2026-11-02' }, day];
    let more: () => void = () => undefined;
    const server = await serveHttp((response, { body }) => {
      if (body.includes('11-02')) return send(response, list(1, 2));
      response.write('{"message":[{"id":3},');
      more = () => void response.write('{"id":4},');
    });
    const kill = (records: number): void => {
      if (records === 1) void thread.close().then(more);
    };
    await assert.rejects(pull(server, windows, { settings: { parallelPulls: 1 }, onRecords: kill }), (error) => StoreError.is(error));
    thread = startStoreThread(script, join(folder, 'kapture.db'));
    const last = (await thread.store.last('Acme'))!;
    assert.deepEqual([await thread.store.count(last.id), (await thread.store.windows(last.id)).map(({ isDone }) => isDone)], [3, [true, false]]);
  });
});
