import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { addSeconds, endOf, startOf } from '../../../../src/kapture/dates/calendar.ts';
import type { Connection } from '../../../../src/kapture/connection/connection.ts';
import { KaptureError } from '../../../../src/kapture/http/kaptureError.ts';
import type { StoredPull } from '../../../../src/kapture/store/customerShapes.ts';
import { streamPull, type StreamPullOptions } from '../../../../src/kapture/pull/streamPull.ts';
import type { FailedResponse, PeriodReport } from '../../../../src/kapture/pull/periodFailure.ts';
import { periodsOf, type Period } from '../../../../src/kapture/pull/periods.ts';
import type { StoreThread } from '../../../../src/kapture/store/storeThread.ts';
import type { AsyncStore, StoreCalls } from '../../../../src/kapture/store/storeWorker.ts';
import { StoreError } from '../../../../src/kapture/store/storeError.ts';
import type { Transport } from '../../../../src/kapture/http/transport.ts';
import { serveHttp, serveSilence, type LocalServer } from '../http/localServer.ts';
import { sample } from '../../../samples.ts';
import { redactionMark } from '../../../../src/kapture/redaction/redact.ts';
import { targetOf } from '../target.ts';
import { forEachTest, noneFound, openStore } from './support.ts';

const day = { start: '2026-11-01', end: '2026-11-01' };

const list = (...ids: readonly number[]): string =>
  `{"message":[${ids.map((id) => `{"id":${id},"generationDate":"2026-11-01 10:00:00"}`).join(',')}],"status":"success"}`;
const send = (
  response: ServerResponse,
  body: string | Buffer,
  status = 200,
  headers: Record<string, string> = {},
): void => void response.writeHead(status, headers).end(body);

/** The request in a body: for a period, or for a page of it. */
function requestIn(body: string) {
  const [request] = JSON.parse(body) as [{ start_date: string; end_date: string; limit?: number; offset?: number }];
  return { limit: Infinity, offset: 0, ...request };
}

interface PullOptions extends Partial<
  Pick<StreamPullOptions, 'transport' | 'store' | 'overrides' | 'signal' | 'onRecords'>
> {
  readonly settings?: Partial<Connection>;
  readonly key?: string;
  readonly headers?: Connection['headers'];
  /** The pull to continue, in place of a new one. */
  readonly continued?: StoredPull;
  readonly maxBytes?: number;
  readonly onPeriod?: () => void;
}

/** The store's methods, so that tests can replace some. */
function methods(store: AsyncStore): StreamPullOptions['store'] {
  const { openPeriod, append, endPeriod, replacePeriods } = store;
  return { openPeriod, append, endPeriod, replacePeriods };
}

interface Pulled {
  readonly pullId: number;
  readonly stored: StoredPull;
  readonly reports: readonly PeriodReport[];
  readonly ids: string[];
  readonly missing: readonly Period[];
}

describe('streamPull', () => {
  let folder: string;
  let thread: StoreThread<StoreCalls>;
  let transport: Transport;
  forEachTest((tools) => void ({ folder, thread, transport } = tools));

  async function pull(
    server: LocalServer,
    periods: readonly Period[] = [day],
    {
      settings = {},
      key,
      continued,
      headers = [],
      overrides = {},
      signal = new AbortController().signal,
      onRecords,
      onPeriod,
      maxBytes = 200_000_000,
      ...ports
    }: PullOptions = {},
  ): Promise<Pulled> {
    const started =
      continued ??
      (await thread.store.begin(
        { tenant: 'Acme', connection: 'Acme', timeZone: 'Asia/Kolkata' },
        { start: periods.at(-1)!.start, end: periods[0]!.end },
        periods,
      ));
    const reports: PeriodReport[] = [];
    const { connection, ...secrets } = targetOf(server.origin, settings, key);
    await streamPull(periods, {
      transport,
      store: thread.store,
      ...ports,
      target: { ...secrets, connection: { ...connection, headers } },
      pull: started,
      signal,
      maxBytes: () => maxBytes,
      onRecords,
      overrides: { backoffMs: 1, ...overrides },
      onPeriod: (report) => {
        reports.push(report);
        onPeriod?.();
      },
    });
    const ids = (await thread.store.page(started.id, { sort: 'name', limit: 1000 })).map(({ id }) => id);
    const missing = (await thread.store.periods(started.id))
      .filter(({ isDone }) => !isDone)
      .map(({ period }) => period);
    return { pullId: started.id, stored: started, reports, ids, missing };
  }

  /** A transport with this timeout in place of the connection's. */
  const withTimeout = (timeoutMs: number): Transport => ({
    ...transport,
    stream: (request) => transport.stream({ ...request, timeoutMs }),
  });

  /** A transport in which some requests time out immediately. */
  const timingOut = (isTimeout: (body: string) => boolean): Transport => ({
    ...transport,
    stream: (request) =>
      isTimeout(request.body) ? Promise.reject(new KaptureError('timeout', 'x', '1 ms')) : transport.stream(request),
  });

  it('a response → its customers, and the expected request', async () => {
    const server = await serveHttp((response) => send(response, list(1, 2)));
    const { reports, ids, missing } = await pull(server);
    assert.deepEqual(
      [reports, ids, missing],
      [[{ period: day, records: 2, withoutId: 0, notRecords: 0, failure: undefined }], ['1', '2'], []],
    );
    assert.deepEqual(
      [server.requests[0]?.body, server.requests[0]?.headers['authorization']],
      ['[{"start_date":"2026-11-01","end_date":"2026-11-01"}]', 'Basic a2FwZGVtbzprYXAxMjM='],
    );
  });
  it('gzip or another charset → the same customers', async () => {
    const server = await serveHttp((response, { body }) =>
      body.includes('11-01')
        ? send(response, gzipSync(list(1)), 200, { 'content-encoding': 'gzip' })
        : send(response, Buffer.from('{"message":[{"id":2,"name":"Zo\xeb"}],"status":"success"}', 'latin1'), 200, {
            'content-type': 'application/json; charset=iso-8859-1',
          }),
    );
    const { ids } = await pull(server, [{ start: '2026-11-02', end: '2026-11-02' }, day]);
    assert.deepEqual(ids.sort(), ['1', '2']);
    assert.equal((await thread.store.find((await thread.store.last('Acme'))!.id, '2'))?.name, 'Zoë');
  });
  it('a body in another charset that ends inside a character → not JSON, as in an editor', async () => {
    const server = await serveHttp((response) =>
      send(response, Buffer.concat([Buffer.from(list(1)), Buffer.from([0x82])]), 200, {
        'content-type': 'application/json; charset=shift_jis',
      }),
    );
    const { reports } = await pull(server);
    const failure = reports[0]?.failure;
    assert.ok(failure && 'reading' in failure);
    assert.deepEqual([failure.reading.outcome, failure.reading.trouble], ['unrecognized', 'not-json']);
  });
  it('records without an id → counted, and not stored', async () => {
    const server = await serveHttp((response) =>
      send(response, '{"message":[{"name":"x"},{"id":1},{"id":0}],"status":"success"}'),
    );
    const { reports, ids } = await pull(server);
    assert.deepEqual(
      [reports, ids],
      [[{ period: day, records: 3, withoutId: 2, notRecords: 0, failure: undefined }], ['1']],
    );
  });
  it('ids that are out of range → unchanged texts that customers are found by', async () => {
    const server = await serveHttp((response) =>
      send(
        response,
        '{"message":[{"id":1e400,"name":"a"},{"id":-1E999,"name":"b"},{"id":1e+401,"name":"c"},{"id":12345678901234567890e300,"name":"d","totalNoOfEnquiries":1e999}],"status":"success"}',
      ),
    );
    const { ids, missing } = await pull(server);
    assert.deepEqual([ids, missing], [['1e400', '-1E999', '1e+401', '12345678901234567890e300'], []]);
    const last = (await thread.store.last('Acme'))!;
    assert.equal((await thread.store.find(last.id, '1e400'))?.name, 'a');
    assert.deepEqual((await thread.store.find(last.id, '12345678901234567890e300'))?.enquiries, 0);
  });
  it('no customer between dates → complete without customers', async () => {
    const server = await serveHttp((response) => send(response, noneFound));
    const { reports, missing } = await pull(server);
    assert.deepEqual([reports[0]?.failure, missing], [undefined, []]);
  });
  it('the first records → stored before the rest is sent', async () => {
    let finish: () => void = () => undefined;
    const server = await serveHttp((response) => {
      response.write('{"message":[{"id":1},');
      finish = () => response.end('{"id":2}],"status":"success"}');
    });
    let seen: number | undefined;
    const { ids } = await pull(server, [day], { onRecords: () => void (seen === undefined && ((seen = 1), finish())) });
    assert.deepEqual([seen, ids], [1, ['1', '2']]);
  });
  for (const [name, body, trouble] of [
    ['an HTML page', '<html>Login</html>', 'not-json'],
    ['a truncated response', list(1, 2).slice(0, -30), 'truncated'],
    ['another envelope', '{"x":1}', 'unknown-envelope'],
    ['a record that is not JSON', '{"message":[{"id":1},{"id":2,}],"status":"success"}', 'not-json'],
  ] as const) {
    it(`${name} → the period is missing with its failure, and the complete records stay`, async () => {
      const server = await serveHttp((response) => send(response, body));
      const {
        reports: [report],
        ids,
        missing,
      } = await pull(server);
      assert(report?.failure && 'reading' in report.failure);
      assert.equal(report.failure.reading.trouble, trouble);
      assert.deepEqual([missing, ids], [[day], body.includes('"id":1') ? ['1'] : []]);
    });
  }
  it('records in a response that says it failed → not counted, because they are not stored', async () => {
    const server = await serveHttp((response) =>
      send(response, '{"message":[{"id":1},{"name":"x"}],"status":"failed"}'),
    );
    const {
      reports: [report],
      ids,
    } = await pull(server);
    assert.ok(report?.failure);
    assert.deepEqual([report.records, report.withoutId, ids], [0, 0, []]);
  });
  it('the server closes the connection during each response → three attempts, and no complete record is lost', async () => {
    const server = await serveHttp((response, _, count) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write(`{"message":[{"id":${count}},{"id":9,"na`, () => response.destroy());
    });
    const {
      reports: [report],
      ids,
      missing,
    } = await pull(server);
    assert(report?.failure && 'reading' in report.failure);
    assert.deepEqual(
      [report.failure.reading.trouble, server.requests.length, ids, missing],
      ['truncated', 3, ['1', '2', '3'], [day]],
    );
  });
  it('the server closes the connection once → complete after a retry, without the records of the first attempt', async () => {
    const server = await serveHttp((response, _, count) => {
      if (count > 1) return send(response, list(5));
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"message":[{"id":1},', () => response.destroy());
    });
    const { ids, missing } = await pull(server);
    assert.deepEqual([ids, missing], [['5'], []]);
  });
  it('a password of digits that are in IDs and phones → every customer is stored, unchanged', async () => {
    const records = [
      '{"id":61234560,"companyPhone":"9812345670","pin":123456}',
      '{"id":123456,"companyPhone":"123456"}',
    ];
    const server = await serveHttp((response) => send(response, `{"message":[${records.join()}],"status":"success"}`));
    const { pullId, ids, reports } = await pull(server, [day], { key: 'asha:123456' });
    assert.deepEqual([ids.toSorted(), reports[0]?.failure], [['123456', '61234560'], undefined]);
    for (const [index, customer] of ['61234560', '123456'].entries()) {
      const stored = await thread.store.record(pullId, customer);
      assert.equal(stored && Buffer.from(stored).toString(), records[index]);
    }
  });
  for (const [status, refusal] of [
    [401, '{"message":"Invalid Auth Key","status":"failed"}'],
    [200, '{"Message":"Auth Key Expired","Status":"Fail"}'],
  ] as const)
    it(`a key that is refused with ${status} ${refusal} → the remaining periods are not requested`, async () => {
      const server = await serveHttp((response) => send(response, refusal, status));
      const { reports, missing } = await pull(server, periodsOf({ start: '2026-11-01', end: '2026-11-09' }, 24), {
        settings: { parallelPulls: 1 },
      });
      assert.deepEqual([server.requests.length, reports.length, missing.length], [1, 9, 9]);
    });
  it('a key that is refused with a long page → the page is stored for the requested period only', async () => {
    const page = `<html>${'Not allowed. '.repeat(4000)}</html>`;
    const server = await serveHttp((response) => send(response, page, 401));
    const { pullId } = await pull(server, periodsOf({ start: '2026-11-01', end: '2026-11-09' }, 24), {
      settings: { parallelPulls: 1 },
    });
    const failures = (await thread.store.periods(pullId)).map(({ failure }) => failure as FailedResponse);
    assert.deepEqual(
      failures.map(({ reading, request }) => [reading.trouble, reading.text, request?.body]),
      [
        ['unauthorized', page, '[{"start_date":"2026-11-09","end_date":"2026-11-09"}]'],
        ...Array<unknown>(8).fill(['unauthorized', '', undefined]),
      ],
    );
  });
  it('429 with Retry-After → all windows wait', async () => {
    const times: number[] = [];
    const server = await serveHttp((response, _, count) => {
      times.push(performance.now());
      if (count === 1) return send(response, '{"message":"slow down","status":"failed"}', 429, { 'retry-after': '1' });
      return send(response, list(count));
    });
    const { missing } = await pull(server, periodsOf({ start: '2026-11-01', end: '2026-11-04' }, 24), {
      settings: { parallelPulls: 1, periodHours: 24 },
    });
    assert.deepEqual([missing, times.length], [[], 5]);
    assert(times[1]! - times[0]! >= 990);
  });
  it('429 while several periods are running → all of them wait', async () => {
    const times: number[] = [];
    const first: ServerResponse[] = [];
    const server = await serveHttp((response, _, count) => {
      times.push(performance.now());
      if (count > 3) return send(response, list(count));
      if (first.push(response) < 3) return;
      send(first[0]!, '{"message":"slow down","status":"failed"}', 429, { 'retry-after': '1' });
      for (const other of first.slice(1)) send(other, list(count));
    });
    const { missing } = await pull(server, periodsOf({ start: '2026-11-01', end: '2026-11-07' }, 24), {
      settings: { parallelPulls: 3, periodHours: 24 },
    });
    assert.deepEqual([missing, times.length], [[], 8]);
    assert(times.slice(3).every((time) => time - times[2]! >= 990));
  });
  it('a slow response that takes longer than the timeout → complete', async () => {
    const text = list(1, 2, 3);
    const server = await serveHttp((response) => {
      let at = 0;
      const timer = setInterval(() => {
        response.write(text.slice(at, (at += 12)));
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
  it("the store's thread ends while the server is silent → an immediate error", async () => {
    const server = await serveHttp((response) => void response.write('{"message":[{"id":1},'));
    await assert.rejects(pull(server, [day], { onRecords: () => void thread.close() }), (error) =>
      StoreError.is(error),
    );
  });
  it('as many records as the limit → halved until there are fewer', async () => {
    // The server has one customer per hour.
    const server = await serveHttp((response, { body }) => {
      const { start_date, end_date } = requestIn(body);
      const hour = (moment: string, none: number): number => (moment.length > 10 ? Number(moment.slice(11, 13)) : none);
      const ids = Array.from({ length: 24 }, (_, index) => index).filter(
        (index) => index >= hour(start_date, 0) && index <= hour(end_date, 23),
      );
      send(response, list(...ids.slice(0, 10).map((id) => id + 1)));
    });
    const { ids, missing, reports } = await pull(server, [day], { overrides: { recordLimit: 10 } });
    assert.deepEqual([ids.length, missing, reports.map(({ records }) => records)], [24, [], [6, 6, 6, 6]]);
  });
  it('pages → requested until one is not full', async () => {
    const server = await serveHttp((response, { body }) => {
      const { limit, offset } = requestIn(body);
      send(response, list(...[1, 2, 3, 4, 5].slice(offset, offset + limit)));
    });
    const { ids, missing } = await pull(server, [day], { settings: { recordLimit: 2, pages: true } });
    assert.deepEqual([ids, missing, server.requests.length], [['1', '2', '3', '4', '5'], [], 3]);
  });
  it('a page with an element that is not a record → counts as full', async () => {
    const server = await serveHttp((response, { body }) => {
      const { offset } = requestIn(body);
      send(
        response,
        `{"message":[${['null', '{"id":1}', '{"id":2}'].slice(offset, offset + 2).join(',')}],"status":"success"}`,
      );
    });
    const { ids, missing, reports } = await pull(server, [day], { settings: { recordLimit: 2, pages: true } });
    assert.deepEqual([ids, missing, reports[0]?.notRecords, server.requests.length], [['1', '2'], [], 1, 2]);
  });
  for (const [name, answer] of [
    ['offset', [1, 2]],
    ['limit and offset', [1, 2, 3]],
  ] as const) {
    it(`pages of a tenant that ignores ${name} → two requests, the records stay, and the period has the failure same-page`, async () => {
      const server = await serveHttp((response) => send(response, list(...answer)));
      const { ids, missing, reports } = await pull(server, [day], { settings: { recordLimit: 2, pages: true } });
      assert.deepEqual(
        [server.requests.length, ids.length, missing, reports],
        [
          2,
          answer.length,
          [day],
          [
            {
              period: day,
              records: answer.length,
              withoutId: 0,
              notRecords: 0,
              failure: { problem: 'same-page', host: server.host },
            },
          ],
        ],
      );
    });
  }
  describe('a response that says that there are more', () => {
    /** Customers who were created at these hours, which are their IDs, at most two in a response. */
    const serveHours = (...hours: readonly number[]): Promise<LocalServer> =>
      serveHttp((response, { body }) => {
        const { start_date: start, end_date: end, offset } = requestIn(body);
        const found = hours.filter((hour) => {
          const at = `2026-11-01 ${String(hour).padStart(2, '0')}:00:00`;
          return at >= startOf(start) && at <= endOf(end);
        });
        const more = `{"hasMore":${found.length > offset + 2},`;
        send(response, list(...found.slice(offset, offset + 2)).replace('{', more));
      });

    it('without pages → one request, its customers stay, and the period is incomplete', async () => {
      const server = await serveHttp((response) => send(response, list(1).replace('{', '{"has_more":"true",')));
      const { ids, missing, reports } = await pull(server, [day]);
      assert.deepEqual(
        [ids.length, missing.length, server.requests.length, reports.map(({ failure }) => failure)],
        [1, 1, 1, [{ limited: 1, hasMore: true }]],
      );
    });
    it('in pages that are not full → the next page is requested', async () => {
      const { ids, missing } = await pull(await serveHours(1, 2, 3), [day], {
        settings: { recordLimit: 5, pages: true },
      });
      assert.deepEqual([ids.length, missing], [3, []]);
    });
    it('without a customer on the next page → incomplete', async () => {
      const server = await serveHttp((response, _request, count) =>
        send(response, (count === 1 ? list(1) : list()).replace('{', '{"hasMore":true,')),
      );
      const { reports, missing } = await pull(server, [day], { settings: { recordLimit: 5, pages: true } });
      assert.ok(missing.length > 0);
      assert.ok(reports.every(({ failure }) => failure && 'limited' in failure && failure.hasMore));
    });
  });
  it('429 for a page → the retry waits', async () => {
    const times: number[] = [];
    const server = await serveHttp((response, { body }, count) => {
      times.push(performance.now());
      const { offset } = requestIn(body);
      if (count === 2) return send(response, '{"message":"slow down","status":"failed"}', 429, { 'retry-after': '1' });
      return send(response, offset === 0 ? list(1, 2) : list(3));
    });
    const { ids } = await pull(server, [day], { settings: { recordLimit: 2, pages: true } });
    assert.deepEqual([ids, times.length], [['1', '2', '3'], 4]);
    assert(times[2]! - times[1]! >= 990);
  });
  it('429 for one period while another pages → its next page waits', async () => {
    const other = { start: '2026-11-02', end: '2026-11-02' };
    let sendFirstPage: () => void = () => undefined;
    const requests: [string, number][] = [];
    const server = await serveHttp((response, { body }, count) => {
      const { start_date, offset } = requestIn(body);
      requests.push([`${start_date} ${offset}`, performance.now()]);
      if (start_date === day.start && offset === 0) sendFirstPage = () => send(response, list(1, 2));
      else if (start_date === day.start) send(response, list(3));
      else if (requests.filter(([what]) => what === '2026-11-02 0').length > 1) send(response, list(count + 10));
      else send(response, '{"message":"slow down","status":"failed"}', 429, { 'retry-after': '1' });
    });
    const store = {
      ...methods(thread.store),
      endPeriod: async (...args: Parameters<typeof thread.store.endPeriod>) => {
        const reason = await thread.store.endPeriod(...args);
        // The first period to end is the one with the rate limit.
        sendFirstPage();
        sendFirstPage = () => undefined;
        return reason;
      },
    };
    const { ids } = await pull(server, [other, day], {
      settings: { recordLimit: 2, pages: true, parallelPulls: 2 },
      store,
    });
    assert.equal(ids.length, 4);
    const [refused, page] = [
      requests.find(([what]) => what === '2026-11-02 0')![1],
      requests.find(([what]) => what === '2026-11-01 2')![1],
    ];
    assert(page - refused >= 990);
  });
  it('a pause between requests → a complete period is reported before the pause', async () => {
    const cancel = new AbortController();
    const server = await serveHttp((response) => send(response, list(server.requests.length)));
    const periods = periodsOf({ start: '2026-11-01', end: '2026-11-02' }, 24);
    const { reports, missing } = await pull(server, periods, {
      settings: { parallelPulls: 1, pauseMs: 60_000 },
      signal: cancel.signal,
      onPeriod: () => cancel.abort(),
    });
    assert.deepEqual([reports.length, missing, server.requests.length], [1, [day], 1]);
  });
  it('a pause after the last period → the pull ends without it', async () => {
    const server = await serveHttp((response) => send(response, list(1)));
    assert.deepEqual((await pull(server, [day], { settings: { pauseMs: 60_000 } })).missing, []);
  });
  it('a server that never responds → few requests, and every period is missing for the same reason', async () => {
    const server = await serveHttp(() => undefined);
    const periods = periodsOf({ start: '2026-10-01', end: '2026-11-01' }, 24);
    const { reports, missing } = await pull(server, periods, {
      settings: { parallelPulls: 3 },
      transport: withTimeout(100),
    });
    assert(server.requests.length <= 12, `${server.requests.length}`);
    assert.deepEqual(
      new Set(reports.map(({ failure }) => failure && 'error' in failure && failure.error)),
      new Set(['timeout']),
    );
    assert.deepEqual(
      [reports.length, reports.map(({ period }) => period.start).sort()],
      [missing.length, missing.map(({ start }) => start).sort()],
    );
  });
  it('a host that accepts connections and never responds → timeouts', async () => {
    const server = await serveSilence();
    const { reports } = await pull(server, [day], { settings: { parallelPulls: 1 }, transport: withTimeout(100) });
    assert.deepEqual(
      reports.map(({ failure }) => failure && 'error' in failure && failure.error),
      ['timeout', 'timeout', 'timeout', 'timeout'],
    );
  });
  it('a server that is too slow for a day → halved until it responds in time', async () => {
    const server = await serveHttp((response) => send(response, list(server.requests.length)));
    const { ids, missing, reports } = await pull(server, [day], {
      settings: { parallelPulls: 1 },
      transport: timingOut((body) => !body.includes(':00:00')),
    });
    assert.deepEqual(
      [ids, missing, reports.map(({ period }) => period)],
      [
        ['1', '2'],
        [],
        [
          { start: '2026-11-01 12:00:00', end: '2026-11-01 23:59:59' },
          { start: '2026-11-01 00:00:00', end: '2026-11-01 11:59:59' },
        ],
      ],
    );
  });
  it('one day without a response → the other days are complete', async () => {
    const server = await serveHttp((response) => send(response, list(server.requests.length)));
    const periods = periodsOf({ start: '2026-11-01', end: '2026-11-04' }, 24);
    const { missing } = await pull(server, periods, {
      settings: { parallelPulls: 2, periodHours: 24 },
      transport: timingOut((body) => body.includes('11-04')),
    });
    assert(missing.length > 0 && missing.every(({ start }) => start.startsWith('2026-11-04')), JSON.stringify(missing));
  });
  it('responses that stop halfway, regardless of the period → their records, and the pull ends', async () => {
    const server = await serveHttp((response) => void response.write('{"message":[{"id":1},'));
    const { ids, reports } = await pull(server, [day], { settings: { parallelPulls: 3 }, transport: withTimeout(100) });
    assert(server.requests.length < 64, `${server.requests.length}`);
    assert.deepEqual(ids, ['1']);
    const stopped = reports.find(({ records }) => records > 0)?.failure;
    assert.deepEqual(stopped && 'came' in stopped && stopped.came, { records: 1, bytes: 21 });
  });
  for (const reason of ['canceled', 'timeout', 'corrupt', 'reset'] as const) {
    it(`records received before a response fails (${reason}), while the store is busy → stored`, async () => {
      const server = await serveHttp((response) => response.end());
      const cancel = new AbortController();
      const pieces = function* (): Generator<Buffer> {
        yield Buffer.from('{"message":[{"id":1},');
        yield Buffer.from('{"id":2},');
        if (reason === 'canceled') cancel.abort();
        throw new KaptureError(reason, server.host, '');
      };
      const broken: Transport = {
        ...transport,
        stream: () => Promise.resolve({ status: 200, headers: {}, body: Readable.from(pieces()) }),
      };
      const { ids, missing } = await pull(server, [day], {
        settings: { parallelPulls: 1 },
        transport: broken,
        signal: cancel.signal,
      });
      assert.deepEqual([ids, missing.length > 0], [['1', '2'], true]);
    });
  }
  it('canceled while records are being stored → resolves once they are stored', async () => {
    const server = await serveHttp((response) => response.end());
    const cancel = new AbortController();
    const days = periodsOf({ start: '2026-11-01', end: '2026-11-03' }, 24);
    let waiting = days.length;
    let allSent: () => void;
    const sent = new Promise<void>((resolve) => (allSent = resolve));
    const pieces = async function* (body: string): AsyncGenerator<Buffer> {
      yield Buffer.from(`{"message":[{"id":${/11-0(\d)/.exec(body)![1]}},`);
      if (!--waiting) allSent();
      await sent;
      cancel.abort();
      throw new KaptureError('canceled', server.host, '');
    };
    let pending = 0;
    const slow: StreamPullOptions['store'] = {
      ...methods(thread.store),
      append: async (...args) => {
        pending++;
        // This call to the thread precedes the store's.
        await thread.store.periods(0);
        return thread.store.append(...args).finally(() => pending--);
      },
    };
    const broken: Transport = {
      ...transport,
      stream: ({ body }) => Promise.resolve({ status: 200, headers: {}, body: Readable.from(pieces(body)) }),
    };
    const started = await thread.store.begin(
      { tenant: 'Acme', connection: 'Acme', timeZone: 'Asia/Kolkata' },
      { start: '2026-11-01', end: '2026-11-03' },
      days,
    );
    await streamPull(days, {
      transport: broken,
      store: slow,
      target: targetOf(server.origin, { parallelPulls: 3 }),
      pull: started,
      signal: cancel.signal,
      maxBytes: () => 1_000_000,
    });
    assert.equal(pending, 0);
    assert.deepEqual((await thread.store.page(started.id, { sort: 'name', limit: 10 })).map(({ id }) => id).sort(), [
      '1',
      '2',
      '3',
    ]);
  });
  it('chunks that are shorter than a record → memory is reused', async () => {
    const server = await serveHttp((response) => response.end());
    const pieces = async function* (): AsyncGenerator<Buffer> {
      for (const piece of list(...Array.from({ length: 200 }, (_, index) => index + 1)).match(/[^]{1,20}/g)!) {
        yield Buffer.from(piece);
        // The store is idle after this call.
        await thread.store.periods(0);
      }
    };
    const broken: Transport = {
      ...transport,
      stream: () => Promise.resolve({ status: 200, headers: {}, body: Readable.from(pieces()) }),
    };
    const buffers = new Set<ArrayBufferLike>();
    const observed: StreamPullOptions['store'] = {
      ...methods(thread.store),
      append: (period, bytes, ...rest) =>
        thread.store.append(period, bytes, ...rest).finally(() => buffers.add(bytes.buffer)),
    };
    const { ids } = await pull(server, [day], { transport: broken, store: observed });
    assert.equal(ids.length, 200);
    assert.ok(buffers.size <= 3, `${buffers.size} buffers`);
  });
  it('a tenant that returns the whole day for any part of it → limited after requests for its halves', async () => {
    const server = await serveHttp((response) => send(response, list(1, 2, 3)));
    const { reports, missing } = await pull(server, [day], { settings: { recordLimit: 3, parallelPulls: 1 } });
    assert.deepEqual(
      [server.requests.length, reports.map(({ failure }) => failure), missing.length],
      [5, Array(4).fill({ limited: 3 }).slice(0, missing.length), missing.length],
    );
  });
  it('a server with repeated errors → the remaining periods fail without requests', async () => {
    const server = await serveHttp((response) => send(response, 'Out of order', 500));
    const { reports } = await pull(server, periodsOf({ start: '2026-11-01', end: '2026-11-20' }, 24), {
      settings: { parallelPulls: 1 },
    });
    assert.deepEqual([server.requests.length, reports.length], [15, 20]);
    assert.ok(
      reports.every(({ failure }) => failure && 'reading' in failure && failure.reading.trouble === 'server-error'),
    );
  });
  it('a lot of other content → all records', async () => {
    const server = await serveHttp((response) =>
      send(response, `{"debug":"${'x'.repeat(300_000)}",${list(1, 2).slice(1, -1)},"more":[${'1,'.repeat(200_000)}1]}`),
    );
    const { ids, missing } = await pull(server);
    assert.deepEqual([ids, missing], [['1', '2'], []]);
  });
  it('a day that exceeds the response limit → halved until it fits, and every customer once', async () => {
    // The server has one customer of 1 kB per hour.
    const server = await serveHttp((response, { body }) => {
      const { start_date, end_date } = requestIn(body);
      const hour = (moment: string, none: number): number => (moment.length > 10 ? Number(moment.slice(11, 13)) : none);
      const ids = Array.from({ length: 24 }, (_, index) => index + 1).slice(
        hour(start_date, 0),
        hour(end_date, 23) + 1,
      );
      send(
        response,
        `{"message":[${ids.map((id) => `{"id":${id},"name":"${'x'.repeat(1000)}"}`).join(',')}],"status":"success"}`,
      );
    });
    const { ids, missing, reports } = await pull(server, [day], { maxBytes: 7000, settings: { parallelPulls: 1 } });
    assert.deepEqual([ids.length, missing, reports.map(({ records }) => records)], [24, [], [6, 6, 6, 6]]);
  });
  it('a tenant that returns as many bytes for half a day → few requests, and too-large', async () => {
    const server = await serveHttp((response) =>
      send(response, list(...Array.from({ length: 1000 }, (_, id) => id + 1))),
    );
    const { ids, reports } = await pull(server, [day], { maxBytes: 7000, settings: { parallelPulls: 1 } });
    assert.deepEqual(
      new Set(reports.map(({ failure }) => failure && 'error' in failure && failure.error)),
      new Set(['too-large']),
    );
    assert(ids.length > 0 && server.requests.length < 10, `${ids.length} ${server.requests.length}`);
  });
  it('a response above the limit without a customer → one request', async () => {
    const server = await serveHttp((response) => send(response, ' '.repeat(10_000)));
    const { reports } = await pull(server, [day], { maxBytes: 7000 });
    assert.deepEqual(
      reports.map(({ failure }) => failure && 'error' in failure && [failure.error, failure.detail]),
      [['too-large', '7000']],
    );
    assert.equal(server.requests.length, 1);
  });
  it('a record that is too long → the period fails with the records before it, and the next one is requested', async () => {
    const long = Buffer.alloc(1 << 22, 'x');
    const server = await serveHttp((response, { body }) => {
      if (body.includes(day.start)) return send(response, list(5));
      response.write('{"message":[{"id":1},{"id":2,"name":"');
      let count = 0;
      const more = (): void => {
        if (count++ < 20) response.write(long, more);
        else response.end('"}],"status":"success"}');
      };
      more();
    });
    const periods = periodsOf({ start: '2026-11-01', end: '2026-11-02' }, 24);
    const { ids, missing, reports } = await pull(server, periods, { settings: { parallelPulls: 1 } });
    assert.deepEqual(
      [ids, missing, reports[0]],
      [
        ['1', '5'],
        [periods[0]],
        {
          period: periods[0],
          records: 1,
          withoutId: 0,
          notRecords: 0,
          failure: { problem: 'long-record', host: server.host },
        },
      ],
    );
  });
  describe('the usual limit of newer tenants, which the connection does not state', () => {
    /** Serves customers that were created throughout a day, as a tenant with a limit does. */
    const serveDay = (count: number, limit: number): Promise<LocalServer> =>
      serveHttp((response, { body }) => {
        const { start_date, end_date } = requestIn(body);
        const all = Array.from({ length: count }, (_, index) => ({
          id: index + 1,
          at: addSeconds('2026-11-01 00:00:00', Math.floor((index * 86_400) / count)),
        }));
        const found = all.filter(({ at }) => at >= startOf(start_date) && at <= endOf(end_date));
        send(response, list(...found.slice(0, limit).map(({ id }) => id)));
      });

    it('as many customers as a response may have → one request, they stay, and there may be more', async () => {
      const server = await serveDay(250, 100);
      const { ids, missing, reports } = await pull(server, [day], { settings: { parallelPulls: 1 } });
      assert.deepEqual(
        [new Set(ids).size, missing.length, server.requests.length, reports.map(({ failure }) => failure)],
        [100, 1, 1, [{ limited: 100, isUsual: true }]],
      );
    });
    it('recordLimit states it → requested in halves, and none is missing', async () => {
      const server = await serveDay(250, 100);
      const { ids, missing } = await pull(server, [day], { settings: { parallelPulls: 1, recordLimit: 100 } });
      assert.deepEqual([new Set(ids).size, missing], [250, []]);
    });
    for (const [count, recordLimit] of [
      [99, undefined],
      [101, undefined],
      [100, 500],
    ] as const)
      it(`${count} customers, recordLimit ${recordLimit ?? 'not set'} → one request, complete`, async () => {
        const server = await serveDay(count, Infinity);
        const settings = { parallelPulls: 1, ...(recordLimit !== undefined && { recordLimit }) };
        const { ids, missing } = await pull(server, [day], { settings });
        assert.deepEqual([ids.length, missing, server.requests.length], [count, [], 1]);
      });
  });

  it('parallel requests → every period once, and not more than allowed in parallel', async () => {
    let running = 0;
    let maxRunning = 0;
    const waiting: (() => void)[] = [];
    const server = await serveHttp((response, _, count) => {
      maxRunning = Math.max(maxRunning, ++running);
      waiting.push(() => {
        running--;
        send(response, list(count));
      });
      // Two requests are answered in parallel, and the last of the five alone.
      if (waiting.length === 2 || count === 5) for (const answer of waiting.splice(0)) answer();
    });
    const { ids, missing } = await pull(server, periodsOf({ start: '2026-11-01', end: '2026-11-05' }, 24), {
      settings: { parallelPulls: 2, periodHours: 24 },
    });
    assert.deepEqual([ids.length, missing, server.requests.length, maxRunning], [5, [], 5, 2]);
  });
  it('the published sample → its customer', async () => {
    const server = await serveHttp((response) => send(response, sample('pull.response.txt')));
    const {
      ids: [id = ''],
    } = await pull(server);
    const customer = await thread.store.find((await thread.store.last('Acme'))!.id, id);
    assert.deepEqual([customer?.name, customer?.createdAt], ['Ker', '2021-03-14 14:21:11']);
  });
  it('an undocumented failure message → reported', async () => {
    const server = await serveHttp((response) => send(response, '{"message":"Range too long","status":"failed"}', 400));
    const {
      reports: [report],
    } = await pull(server);
    assert.equal(report?.failure && 'reading' in report.failure && report.failure.reading.message, 'Range too long');
  });
  it('a failure with headers of the connection → stored with the headers as sent', async () => {
    const server = await serveHttp((response) => send(response, '{"message":"No","status":"failed"}', 400));
    const headers: Connection['headers'] = [
      { name: 'x-copy', value: 'auth-key' },
      { name: 'X-Api-Type', value: { text: 'TICKET' } },
    ];
    const {
      reports: [report],
    } = await pull(server, [day], { headers });
    assert.equal(server.requests[0]?.headers['x-api-type'], 'TICKET');
    assert.deepEqual(report?.failure && 'reading' in report.failure && report.failure.request?.headers, {
      'x-copy': `Basic ${redactionMark}`,
      'x-api-type': 'TICKET',
    });
  });
  it('canceled before the start, or no periods → no requests', async () => {
    const server = await serveHttp((response) => send(response, list(1)));
    assert.deepEqual((await pull(server, [day], { signal: AbortSignal.abort() })).reports, []);
    await streamPull([], {
      transport,
      store: thread.store,
      target: targetOf(server.origin),
      pull: (await thread.store.last('Acme'))!,
      signal: new AbortController().signal,
      maxBytes: () => 1_000_000,
      onPeriod: () => assert.fail(),
    });
    assert.equal(server.requests.length, 0);
  });
  it('canceled during a response → ends immediately, the records stay, and the periods are missing', async () => {
    const server = await serveHttp((response) => void response.write('{"message":[{"id":1},'));
    const cancel = new AbortController();
    const { reports, ids, missing } = await pull(server, [day], {
      signal: cancel.signal,
      onRecords: () => cancel.abort(),
    });
    assert.deepEqual([reports, ids, missing], [[], ['1'], [day]]);
  });
  it("the store's thread is terminated during a pull → a StoreError; finished periods stay, and the others are missing", async () => {
    const periods = [{ start: '2026-11-02', end: '2026-11-02' }, day];
    let more: () => void = () => undefined;
    const server = await serveHttp((response, { body }) => {
      if (body.includes('11-02')) return send(response, list(1, 2));
      response.write('{"message":[{"id":3},');
      more = () => void response.write('{"id":4},');
    });
    const kill = (records: number): void => {
      if (records === 1) void thread.close().then(more);
    };
    await assert.rejects(pull(server, periods, { settings: { parallelPulls: 1 }, onRecords: kill }), (error) =>
      StoreError.is(error),
    );
    const reopened = openStore(folder);
    const last = (await reopened.store.last('Acme'))!;
    const count = await reopened.store.count(last.id);
    const stored = await reopened.store.periods(last.id);
    await reopened.close();
    assert.deepEqual([count, stored.map(({ isDone }) => isDone)], [3, [true, false]]);
  });
});
