import assert from 'node:assert/strict';
import { KaptureClient, type Exchange } from '../../../../src/kapture/client.ts';
import { KaptureError } from '../../../../src/kapture/errors.ts';
import { failures } from '../../../../src/kapture/failures.ts';
import { customersOf, pullWindows, type WindowResult } from '../../../../src/kapture/pull/puller.ts';
import { windowsOf } from '../../../../src/kapture/pull/windows.ts';
import { createTransport } from '../../../../src/kapture/transport.ts';
import { closeServers, serveHttp, type LocalServer } from '../localServer.ts';
import { sample } from '../sample.ts';
import { targetOf } from '../target.ts';

describe('pullWindows', function () {
  this.timeout(20_000);
  const days = ['2021-03-14', '2021-03-13', '2021-03-12', '2021-03-11', '2021-03-10'];
  const windows = windowsOf({ start: '2021-03-10', end: '2021-03-14' }, 24);
  const client = new KaptureClient(createTransport(), { maxBytes: 1_000_000, backoffMs: 1 });

  type Said = readonly [status: number, text: string];
  const good = (day: string): Said => [200, JSON.stringify({ message: [{ id: Number(day.replaceAll('-', '')), name: day }], status: 'success' })];

  /** A server whose answer depends on the day that is asked for. */
  function serve(answers: Readonly<Record<string, Said | 'reset'>>): Promise<LocalServer> {
    return serveHttp((response, { body }) => {
      const [{ start_date: day = '' } = {}] = JSON.parse(body) as { start_date?: string }[];
      const answer = answers[day] ?? good(day);
      if (answer === 'reset') response.destroy();
      else response.writeHead(answer[0]).end(answer[1]);
    });
  }

  async function pull(server: LocalServer, parallelPulls = 1, signal = new AbortController().signal): Promise<WindowResult[]> {
    const results: WindowResult[] = [];
    await pullWindows(windows, { client, target: targetOf(server.origin, { parallelPulls }), signal, onWindow: (result) => results.push(result) });
    return results;
  }
  const starts = (results: readonly WindowResult[]): string[] => results.map(({ window }) => window.start);
  const names = (results: readonly WindowResult[]): string[] => results.flatMap(({ customers }) => customers.map(({ name }) => name));

  afterEach(closeServers);
  after(() => client.close());

  it('good windows → their customers, in the order given, one request each', async () => {
    const server = await serve({});
    const results = await pull(server);
    assert.deepEqual(starts(results), days);
    assert.deepEqual(names(results), days);
    assert(results.every(({ error, exchange }) => !error && !exchange));
    assert.deepEqual(server.requests.map(({ body }) => body), days.map((day) => `[{"start_date":"${day}","end_date":"${day}"}]`));
  });
  it('several at a time → every window once, no more than allowed at once', async () => {
    let running = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    const server = await serveHttp((response) => {
      most = Math.max(most, ++running);
      waiting.push(() => {
        running--;
        response.end(good('2021-03-14')[1]);
      });
      // Two at once, and the last of the five alone.
      if (waiting.length === 2 || server.requests.length === 5) for (const answer of waiting.splice(0)) answer();
    });
    const results = await pull(server, 2);
    assert.deepEqual(starts(results).sort(), [...days].sort());
    assert.equal(server.requests.length, 5);
    assert.equal(most, 2);
  });
  it('no customer between dates → a good window without customers', async () => {
    const server = await serve({ '2021-03-13': [200, JSON.stringify({ message: failures['no-customer-between-dates'].message, status: 'failed' })] });
    const results = await pull(server);
    assert.deepEqual(results[1], { window: windows[1], customers: [] });
  });
  it("the page's sample → its customer", async () => {
    const server = await serve({ '2021-03-14': [200, sample('pull.response.txt')] });
    const [first] = await pull(server);
    assert.deepEqual([first?.customers[0]?.name, first?.customers[0]?.createdAt], ['Ker', '2021-03-14 14:21:11']);
  });
  it('windows that fail beside good ones → each with its own fault, the good ones with their customers', async () => {
    const server = await serve({
      '2021-03-13': 'reset',
      '2021-03-12': [200, '<html>'],
      '2021-03-11': [200, '{"message": [{"id": 1, "name": "kept"}, {"id": 2, "na'],
    });
    const results = await pull(server);
    assert.deepEqual(starts(results), days);
    assert.deepEqual(names(results), ['2021-03-14', 'kept', '2021-03-10']);
    assert(KaptureError.is(results[1]?.error, 'reset'));
    assert.equal(results[2]?.exchange?.reply.reading.trouble, 'not-json');
    assert.equal(results[3]?.exchange?.reply.reading.trouble, 'truncated');
    // A reset is passing: that window alone is tried three times.
    assert.equal(server.requests.length, 7);
  });
  it('a failure in words of its own → reported with its exchange', async () => {
    const server = await serve({ '2021-03-14': [400, JSON.stringify({ message: 'Range too long', status: 'failed' })] });
    const [first] = await pull(server);
    assert.equal(first?.exchange?.reply.reading.message, 'Range too long');
    assert.deepEqual(first?.customers, []);
  });
  for (const [what, answer] of [
    ['401', [401, '<h1>Unauthorized</h1>']],
    ['Invalid Auth Key with 200', [200, JSON.stringify({ message: failures['invalid-auth-key'].message, status: 'failed' })]],
  ] as const satisfies [string, Said][]) {
    it(`a refused key (${what}) → the windows left are not asked for, and fail alike`, async () => {
      const server = await serve({ '2021-03-13': answer });
      const results = await pull(server);
      assert.deepEqual(starts(results), days);
      assert.deepEqual(results.map(({ exchange }) => exchange?.reply.reading.trouble), days.map((_day, index) => (index === 0 ? undefined : 'unauthorized')));
      assert.equal(server.requests.length, 2);
    });
  }
  it('cancelled → what came is kept, the rest is not asked for and not reported', async () => {
    const abort = new AbortController();
    const server = await serveHttp((response, { body }, count) => {
      if (count === 3) abort.abort();
      else response.end(good((JSON.parse(body) as { start_date: string }[])[0]!.start_date)[1]);
    });
    const results = await pull(server, 1, abort.signal);
    assert.deepEqual(starts(results), days.slice(0, 2));
    assert.deepEqual(names(results), days.slice(0, 2));
    assert.equal(server.requests.length, 3);
  });
  it('cancelled before → nothing is asked for', async () => {
    const server = await serve({});
    assert.deepEqual(await pull(server, 3, AbortSignal.abort()), []);
    assert.equal(server.requests.length, 0);
  });
  it('no windows → nothing', async () => {
    const server = await serve({});
    await pullWindows([], { client, target: targetOf(server.origin), signal: new AbortController().signal, onWindow: () => assert.fail() });
    assert.equal(server.requests.length, 0);
  });
  it('records without an id → left out', () => {
    const text = '{"message": [{"id": 1}, {"name": "x"}, {"id": 2}]}';
    const records = [[13, 22], [24, 37], [39, 48]].map(([start = 0, end = 0]) => ({ start, end }));
    const exchange = { timeZone: 'UTC', reply: { text, reading: { records } } } as unknown as Exchange;
    assert.deepEqual(customersOf(exchange).map(({ id }) => id), ['1', '2']);
  });
});
