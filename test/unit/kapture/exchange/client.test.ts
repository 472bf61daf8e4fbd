import assert from 'node:assert/strict';
import type { Connection } from '../../../../src/kapture/connection/connection.ts';
import type { Target } from '../../../../src/kapture/exchange/exchange.ts';
import { KaptureClient, type SendOptions } from '../../../../src/kapture/exchange/client.ts';
import { KaptureError } from '../../../../src/kapture/http/kaptureError.ts';
import { WriteConfirmation } from '../../../../src/kapture/exchange/writeGuard.ts';
import { operationIds, operations, type OperationId } from '../../../../src/kapture/catalogue/registry.ts';
import { redactionMark } from '../../../../src/kapture/redaction/redact.ts';
import { createTransport } from '../../../../src/kapture/http/transport.ts';
import { closedPort, closeServers, serveBytes, serveHttp, type LocalServer } from '../http/localServer.ts';
import { maxBytes, misbehaviors, secondsFor } from '../http/misbehaviors.ts';
import { sampleFiles } from '../../../sampleFiles.ts';
import { sample } from '../../../samples.ts';
import { targetOf } from '../target.ts';

const success = '{"message": [], "Customer Details": [], "status": "success"}';
const writes = operationIds.filter((id) => operations[id].writes);
const reads = operationIds.filter((id) => !operations[id].writes);

describe('KaptureClient', function () {
  this.timeout(20_000);
  const client = new KaptureClient(createTransport(), { maxBytes, backoffMs: 1 });
  afterEach(closeServers);
  after(() => client.close());

  const fault = (sent: Promise<unknown>): Promise<unknown> =>
    sent.then(
      () => assert.fail('expected an error'),
      (error: unknown) => error,
    );

  for (const operation of operationIds) {
    const isRefused = operations[operation].writes;
    it(`${operation} to production without a confirmation → ${isRefused ? 'refused, and nothing is sent; with one → only the confirmed body is sent' : 'sent'}`, async () => {
      const server = await serveHttp((response) => response.end(success));
      const target = targetOf(server.origin, { role: 'production' });
      if (isRefused)
        assert.deepEqual(
          await fault(client.send(operation, '{}', target)),
          new KaptureError('not-confirmed', server.host, 'Test tenant'),
        );
      assert.equal(server.requests.length, 0);
      const { connection } = target;
      const confirmation = await WriteConfirmation.ask({ operation, body: '{}', connection }, () =>
        Promise.resolve(true),
      );
      if (isRefused)
        assert.ok(
          KaptureError.is(await fault(client.send(operation, '{"a":1}', target, { confirmation })), 'not-confirmed'),
        );
      assert.equal(server.requests.length, 0);
      await client.send(operation, '{}', target, isRefused ? { confirmation } : {});
      assert.equal(server.requests.length, 1);
    });
  }

  it('no response → an error that says whether the server may have received the request', async () => {
    const late = new AbortController();
    const silent = await serveBytes(() => late.abort());
    const early = AbortSignal.abort();
    const wasSent = async (origin: string, signal?: AbortSignal): Promise<unknown> =>
      ((await fault(client.send('add', '{}', targetOf(origin), signal ? { signal } : {}))) as KaptureError).wasSent;
    assert.deepEqual(
      [
        await wasSent(silent.origin, late.signal),
        await wasSent(silent.origin, early),
        await wasSent(await closedPort()),
      ],
      [true, false, false],
    );
  });

  it('a response with the key, encoded or decoded → only the key is redacted in the exchange', async () => {
    const key = 'a2FwZGVtbzprYXAxMjM=';
    const server = await serveHttp((response) =>
      response
        .writeHead(302, {
          location: `/login?key=${encodeURIComponent(key)}`,
          'content-type': 'application/json',
          'x-echo': `Basic ${key}`,
        })
        .end(`{"message": "No Basic ${key} (kapdemo:kap123) here", "name": "kap123", "status": "failed"}`),
    );
    const { response, requestBody } = await client.send('get', `[{"phone": "${key}"}]`, targetOf(server.origin));
    assert.equal(
      response.text,
      `{"message": "No Basic ${redactionMark} (${redactionMark}) here", "name": "kap123", "status": "failed"}`,
    );
    assert.equal(response.reading.message, `No Basic ${redactionMark} (${redactionMark}) here`);
    assert.equal(response.location, `/login?key=${redactionMark}`);
    assert.deepEqual(
      [response.headers?.['location'], response.headers?.['x-echo']],
      [`/login?key=${redactionMark}`, `Basic ${redactionMark}`],
    );
    assert.equal(requestBody, `[{"phone": "${redactionMark}"}]`);
    assert.equal(server.requests[0]?.body, `[{"phone": "${key}"}]`);
  });

  it('the headers of the connection → in the exchange as sent, with marks in place of the secrets', async () => {
    const server = await serveHttp((response) => response.end(success));
    const headers: Connection['headers'] = [
      { name: 'X-Api-Key', value: 'secret' },
      { name: 'x-copy', value: 'auth-key' },
      { name: 'x-api-type', value: { text: 'TICKET' } },
      { name: 'x-none', value: 'secret' },
      { name: 'x-other', value: { text: 'a' }, operations: ['pull'] },
    ];
    const { connection, key } = targetOf(server.origin);
    // The secret is too short to be found by the redactor.
    const target = { connection: { ...connection, headers }, key, secrets: { 'x-api-key': 's3' } };
    const { requestHeaders } = await client.send('get', '[{}]', target);
    assert.deepEqual(Object.entries(requestHeaders), [
      ['x-api-key', redactionMark],
      ['x-copy', `Basic ${redactionMark}`],
      ['x-api-type', 'TICKET'],
    ]);
    const sent = Object.entries(server.requests[0]!.headers).filter(([name]) => name.startsWith('x-'));
    assert.deepEqual(sent, [
      ['x-api-key', 's3'],
      ['x-copy', `Basic ${key}`],
      ['x-api-type', 'TICKET'],
    ]);
  });

  for (const operation of operationIds) {
    const isRefused = operations[operation].writes;
    it(`${operation} to a read-only connection → ${isRefused ? 'refused, and nothing is sent' : 'sent'}`, async () => {
      const server = await serveHttp((response) => response.end(success));
      const sent = client.send(operation, '{}', targetOf(server.origin, { readOnly: true }));
      if (isRefused) assert.deepEqual(await fault(sent), new KaptureError('read-only', server.host, 'Test tenant'));
      else assert.equal((await sent).response.text, success);
      assert.equal(server.requests.length, isRefused ? 0 : 1);
    });
    it(`${operation}: the published sample → sent, and its response is read`, async () => {
      const text = sample(sampleFiles[operation].response);
      const server = await serveHttp((response) =>
        response.writeHead(200, { 'content-type': 'application/json;charset=UTF-8' }).end(text),
      );
      const before = Date.now();
      const exchange = await client.send(operation, sample(sampleFiles[operation].request), targetOf(server.origin));
      const [request] = server.requests;
      assert.equal(request?.method, 'POST');
      assert.equal(request?.path, operations[operation].path);
      assert.equal(request?.headers['authorization'], 'Basic a2FwZGVtbzprYXAxMjM=');
      assert.equal(request?.headers['content-type'], 'application/json');
      assert.equal(request?.body, sample(sampleFiles[operation].request));
      const { response, sentAt, ...rest } = exchange;
      assert.deepEqual(rest, {
        operation,
        tenant: server.origin,
        connection: 'Test tenant',
        timeZone: 'Asia/Kolkata',
        url: server.origin + operations[operation].path,
        requestBody: sample(sampleFiles[operation].request),
        requestHeaders: {},
      });
      assert(sentAt >= before && sentAt <= Date.now());
      assert(response.milliseconds > 0);
      assert.deepEqual(
        [
          response.status,
          response.text,
          response.bytes,
          response.contentType,
          response.location,
          response.reading.outcome,
        ],
        [200, text, Buffer.byteLength(text), 'application/json;charset=UTF-8', undefined, 'success'],
      );
    });
  }
  describe('responses', () => {
    const texts: readonly (readonly [what: string, contentType: string | undefined, body: Buffer, text: string])[] = [
      ['UTF-8', 'application/json', Buffer.from('₹ä'), '₹ä'],
      ['no content type', undefined, Buffer.from('₹ä'), '₹ä'],
      ['Latin-1', 'text/html; charset=ISO-8859-1', Buffer.from('ä', 'latin1'), 'ä'],
      ['Latin-1 as windows-1252 in quotes', 'text/html; Charset="windows-1252"', Buffer.from('ä', 'latin1'), 'ä'],
      ['UTF-16', 'application/json; charset=utf-16le', Buffer.from('₹ä', 'utf16le'), '₹ä'],
      ['an unknown charset', 'application/json; charset=klingon', Buffer.from('₹ä'), '₹ä'],
      ['bytes that are not UTF-8', 'application/json', Buffer.of(0x61, 0xff, 0x62), 'a\uFFFDb'],
    ];
    for (const [what, contentType, body, text] of texts) {
      it(`${what} → ${text}`, async () => {
        const server = await serveHttp((response) =>
          response.writeHead(200, contentType === undefined ? {} : { 'content-type': contentType }).end(body),
        );
        const { response } = await client.send('add', '{}', targetOf(server.origin));
        assert.deepEqual([response.text, response.bytes, response.contentType], [text, body.length, contentType ?? '']);
      });
    }
    it('a redirect → its location in the response, and no request to it', async () => {
      const other = await serveHttp((response) => response.end(success));
      const server = await serveHttp((response) => response.writeHead(302, { location: other.origin }).end());
      for (const operation of operationIds) {
        const { response } = await client.send(operation, '{}', targetOf(server.origin));
        assert.deepEqual(
          [response.status, response.location, response.reading.trouble],
          [302, other.origin, 'redirected'],
        );
      }
      assert.equal(other.requests.length, 0);
      assert.equal(server.requests.length, operationIds.length);
    });
    it('a Pull that ends early → truncated, with the received text and its complete records', async () => {
      const received = '{"message": [{"id": 1}, {"id": 2}, {"id"';
      const server = await serveBytes((socket) =>
        socket.end(`HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n${received}`),
      );
      const { response } = await client.send('pull', '[{}]', targetOf(server.origin));
      assert.equal(response.text, received);
      assert.deepEqual(
        [response.reading.outcome, response.reading.trouble, response.reading.records.length],
        ['unrecognized', 'truncated', 2],
      );
    });
  });

  describe('misbehaving servers', () => {
    for (const misbehavior of misbehaviors) {
      const { name, start, reason, trouble } = misbehavior;
      it(`${name} → ${reason ?? trouble}`, async () => {
        const origin = await start();
        const sent = client.send('add', '{}', targetOf(origin, { timeoutSeconds: secondsFor(misbehavior) }));
        if (trouble) {
          const { response } = await sent;
          assert.equal(response.reading.trouble, trouble);
          assert.notEqual(response.reading.outcome, 'success');
        } else {
          const error = await fault(sent);
          assert(KaptureError.is(error), String(error));
          assert.equal(error.reason, reason, error.detail);
          assert.equal(error.host, new URL(origin).host);
          assert.notEqual(error.detail, '');
          assert(reason === 'too-large' || error.cause instanceof Error);
        }
      });
    }
  });

  describe('retries', () => {
    /** Servers that fail before the nth request. */
    const transientFailures: Readonly<Record<string, (nth: number) => Promise<LocalServer>>> = {
      429: (nth) =>
        serveHttp((response, _request, count) => (count < nth ? response.writeHead(429).end() : response.end(success))),
      500: (nth) =>
        serveHttp((response, _request, count) =>
          count < nth ? response.writeHead(500).end('Oops') : response.end(success),
        ),
      503: (nth) =>
        serveHttp((response, _request, count) =>
          count < nth ? response.writeHead(503, { 'retry-after': '0' }).end() : response.end(success),
        ),
      reset: (nth) =>
        serveBytes((socket, count) =>
          count < nth
            ? socket.resetAndDestroy()
            : socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${success.length}\r\n\r\n${success}`),
        ),
    };
    for (const [what, serve] of Object.entries(transientFailures)) {
      for (const operation of reads) {
        it(`${operation}: ${what} twice, then a success → the success, with onRetry called before each retry`, async () => {
          const server = await serve(3);
          const retries: number[] = [];
          const { response } = await client.send(operation, '[{}]', targetOf(server.origin), {
            onRetry: (attempt) => retries.push(attempt),
          });
          assert.equal(response.reading.outcome, 'success');
          assert.deepEqual(retries, [2, 3]);
          assert.equal(server.requests.length, 3);
          assert.equal(new Set(server.requests.map((request) => JSON.stringify(request))).size, 1);
        });
        it(`${operation}: ${what} every time → three attempts, then the last outcome`, async () => {
          const server = await serve(Number.POSITIVE_INFINITY);
          const sent = client.send(operation, '[{}]', targetOf(server.origin));
          if (what === 'reset') assert(KaptureError.is(await fault(sent), 'reset'));
          else assert.equal((await sent).response.status, Number(what));
          assert.equal(server.requests.length, 3);
        });
        it(`${operation}: ${what} without retries → one attempt`, async () => {
          const server = await serve(2);
          await client.send(operation, '[{}]', targetOf(server.origin), { retry: false }).catch(() => undefined);
          assert.equal(server.requests.length, 1);
        });
      }
      for (const operation of writes) {
        it(`${operation}: ${what} → sent once`, async () => {
          const server = await serve(2);
          const options: SendOptions = { retry: true, onRetry: () => assert.fail('retried') };
          const outcome = await client
            .send(operation, '{}', targetOf(server.origin), options)
            .catch((error: unknown) => error);
          assert(what === 'reset' ? KaptureError.is(outcome, 'reset') : !(outcome instanceof Error));
          assert.equal(server.requests.length, 1);
        });
      }
    }
    it('a timeout of a read → retried; of a write → not retried', async () => {
      const server = await serveHttp((response, _request, count) => void (count > 1 && response.end(success)));
      assert.equal(
        (await client.send('get', '[{}]', targetOf(server.origin, { timeoutSeconds: 1 }))).response.status,
        200,
      );
      assert.equal(server.requests.length, 2);
      const silent = await serveHttp(() => undefined);
      assert(
        KaptureError.is(
          await fault(client.send('update', '{}', targetOf(silent.origin, { timeoutSeconds: 1 }))),
          'timeout',
        ),
      );
      assert.equal(silent.requests.length, 1);
    });
    it('a failure that is not transient → one attempt', async () => {
      for (const status of [400, 401, 403, 404, 302]) {
        const server = await serveHttp((response) =>
          response.writeHead(status).end('{"message": "No", "status": "failed"}'),
        );
        await client.send('pull', '[{}]', targetOf(server.origin));
        assert.equal(server.requests.length, 1, String(status));
      }
    });

    /** The wait after a response with these headers, in milliseconds. The wait itself is canceled. */
    async function waitAfter(headers: Record<string, string>): Promise<number | undefined> {
      const server = await serveHttp((response) => response.writeHead(429, headers).end());
      const abort = new AbortController();
      let wait: number | undefined;
      await client
        .send('get', '[{}]', targetOf(server.origin), {
          signal: abort.signal,
          onRetry: (_attempt, ms) => {
            wait = ms;
            abort.abort();
          },
        })
        .catch((error: unknown) => assert(KaptureError.is(error, 'canceled')));
      return wait;
    }
    it('Retry-After in seconds → a wait of that time', async () =>
      assert.equal(await waitAfter({ 'retry-after': '7' }), 7000));
    it('Retry-After as a date → a wait until then', async () => {
      const wait = await waitAfter({ 'retry-after': new Date(Date.now() + 10_000).toUTCString() });
      assert(wait !== undefined && wait > 5000 && wait <= 10_000, String(wait));
    });
    it('a Retry-After of more than 30 seconds → no retry', async () => {
      for (const later of [
        '31',
        '999999999',
        new Date(Date.now() + 60_000).toUTCString(),
        'Fri, 31 Dec 9998 23:59:59 GMT',
      ])
        assert.equal(await waitAfter({ 'retry-after': later }), undefined, later);
    });
    it('no Retry-After, or an invalid one → the usual wait', async () => {
      for (const headers of [
        {},
        ...['', 'soon', '-5', '1e3', '0', 'Wed, 21 Oct 2015 07:28:00 GMT'].map((later) => ({ 'retry-after': later })),
      ]) {
        const wait = await waitAfter(headers);
        assert(wait !== undefined && wait >= 0.75 && wait <= 1.25, `${JSON.stringify(headers)}: ${wait}`);
      }
    });
  });

  describe('canceling', () => {
    const canceled = async (target: Target, operation: OperationId, options: SendOptions): Promise<void> => {
      const error = await fault(client.send(operation, '{}', target, options));
      assert(KaptureError.is(error, 'canceled'), String(error));
      assert.equal(error.host, new URL(target.connection.baseUrl).host);
    };
    it('before the response → canceled, and no retry', async () => {
      const abort = new AbortController();
      const server = await serveHttp(() => abort.abort());
      await canceled(targetOf(server.origin), 'get', { signal: abort.signal });
      assert.equal(server.requests.length, 1);
    });
  });
});
