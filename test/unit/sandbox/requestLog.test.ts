import assert from 'node:assert/strict';
import { operations } from '../../../src/kapture/catalogue/registry.ts';
import { keyOfUser } from '../../../src/kapture/connection/authKey.ts';
import { readConnection } from '../../../src/kapture/connection/connection.ts';
import type { Exchange } from '../../../src/kapture/exchange/exchange.ts';
import { createTransport, KaptureClient } from '../../../src/kapture/index.ts';
import { sandboxPassword, sandboxUser } from '../../../src/sandbox/credentials.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/listener.ts';
import {
  maximumBody,
  maximumRequests,
  RequestLog,
  type LoggedExchange,
  type RequestLogState,
} from '../../../src/sandbox/requestLog.ts';
import { usedHeap } from '../usedHeap.ts';
import { authorization, noon, sample } from './support.ts';

const control = { 'x-kapture-sandbox': '1' };

describe('the request log of the sandbox', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ now: () => noon });
  });
  afterEach(() => sandbox.close());

  const state = async (query = ''): Promise<RequestLogState> =>
    (await (await fetch(`${sandbox.url}/sandbox/requests${query}`, { headers: control })).json()) as RequestLogState;
  const bodies = async (id: number): Promise<LoggedExchange> =>
    (await (await fetch(`${sandbox.url}/sandbox/requests/${id}`, { headers: control })).json()) as LoggedExchange;
  const send = async (path: string, body: string, headers: Record<string, string> = { authorization }) =>
    fetch(sandbox.url + path, { method: 'POST', body, headers }).then(
      async (response) => response.text().catch(() => 'broken'),
      () => 'broken',
    );
  /** The log once all its requests have ended. */
  const ended = async (): Promise<RequestLogState> => {
    for (let now = await state(); ; now = await state(`?version=${now.version}`))
      if (now.requests.every(({ milliseconds }) => milliseconds !== undefined)) return now;
  };

  it('long bodies → only their starts are kept in memory', () => {
    const log = new RequestLog();
    const longText = (): string => Buffer.alloc(2_000_000, 'é').toString();
    const before = usedHeap();
    for (let count = 0; count < 50; count++) {
      const call = log.add({ method: 'POST', path: '/', headers: {}, body: longText() }, 'none');
      const { body } = call.responds({ status: 200, headers: {}, body: ['{', longText()] });
      assert.equal([...body].length, 2);
      call.ends(true);
    }
    const grown = usedHeap() - before;
    const { request, response } = log.find(50)!;
    assert.deepEqual([request.length, response.length], [maximumBody, maximumBody]);
    assert.ok(grown < 20, `${grown} MB`);
  });

  it('a Get and a Pull → operation, dialect, status, in this order; requests to the sandbox itself are not logged', async () => {
    await send(operations.get.path, sample('get.request.json'));
    await send(operations.pull.path, '{"cm_id":"1","createStartDate":"2024-03-01","createEndDate":"2024-03-02"}');
    await fetch(sandbox.url);
    const { requests } = await ended();
    assert.deepEqual(
      requests.map(({ milliseconds: _, ...rest }) => rest),
      [
        {
          id: 1,
          receivedAt: noon,
          method: 'POST',
          path: operations.get.path,
          operation: 'get',
          dialect: 'flat',
          status: 200,
        },
        {
          id: 2,
          receivedAt: noon,
          method: 'POST',
          path: operations.pull.path,
          operation: 'pull',
          dialect: 'nested',
          status: requests[1]!.status,
          ...(requests[1]!.mark && { mark: 'inferred' }),
        },
      ],
    );
  });

  it('an unknown path → no operation, and 404', async () => {
    await send('/favicon.ico', '');
    assert.partialDeepStrictEqual((await ended()).requests, [{ path: '/favicon.ico', status: 404 }]);
    assert.equal((await state()).requests[0]!.operation, undefined);
  });

  it('a request with its bodies → unchanged', async () => {
    const response = await send(operations.get.path, sample('get.request.json'));
    assert.partialDeepStrictEqual(await bodies(1), { request: sample('get.request.json'), response });
  });

  it('faults → named, with the status; a broken response → only the half that was sent', async () => {
    const whole = await send(operations.get.path, sample('get.request.json'));
    for (const fault of ['429', 'broken'] as const) {
      sandbox.setFault({ fault, times: 1 });
      await send(operations.get.path, sample('get.request.json'));
    }
    const { requests } = await ended();
    assert.partialDeepStrictEqual(requests.slice(1), [
      { fault: '429', status: 429 },
      { fault: 'broken', status: 200, isBroken: true },
    ]);
    assert.equal((await bodies(3)).response, whole.slice(0, whole.length >> 1));
    assert.equal('fault' in requests[0]!, false);
  });

  it('a request without a response → pending until the client gives up', async () => {
    sandbox.setFault({ fault: 'hang' });
    const abort = new AbortController();
    const sent = fetch(sandbox.url + operations.get.path, { method: 'POST', body: '[]', signal: abort.signal });
    let now = await state();
    while (!now.requests.length) now = await state(`?version=${now.version}`);
    assert.deepEqual([now.requests[0]!.milliseconds, now.requests[0]!.status], [undefined, undefined]);
    abort.abort();
    await assert.rejects(sent);
    assert.equal((await ended()).requests[0]!.isBroken, true);
  });

  it('a secret variable in a request of the client → redacted, also in a later response; its place is sent to no other machine', async () => {
    const elsewhere: Readonly<Record<string, string>>[] = [];
    const transport = createTransport();
    const client = new KaptureClient(
      {
        ...transport,
        post: (request) => {
          if (request.url.startsWith(sandbox.url)) return transport.post(request);
          elsewhere.push(request.headers);
          return Promise.reject(new Error('The other machine is not there.'));
        },
      },
      { maxBytes: 1_000_000 },
    );
    const { key } = keyOfUser(sandboxUser, sandboxPassword);
    const variables = { token: 'Canary"OfTheVariable' };
    const body = '{"customer_name":"{{$secret.token}}","phone":"9845765231"}';
    const sent = (baseUrl: string, role: string): Promise<Exchange> => {
      const { connection } = readConnection({ name: 'Sandbox', baseUrl, role });
      return client.send('add', body, { connection: connection!, key: key!, variables }, { usesSecrets: true });
    };
    try {
      // The role is only what the user calls the connection.
      await sent(sandbox.url, 'development');
      await assert.rejects(sent('https://acme.example', 'sandbox'), /not there/);
    } finally {
      await client.close();
    }
    assert.deepEqual(
      elsewhere.map((headers) => headers['x-kapture-secret-places']),
      [undefined],
    );
    const response = await send(operations.get.path, '[{"phone":"9845765231"}]');
    assert.match(response, /OfTheVariable/, 'the sandbox stored the value');
    await ended();
    const logged = [await bodies(1), await bodies(2)];
    assert.equal(logged[0]!.request, '{"customer_name":"‹auth key›","phone":"9845765231"}');
    assert.match(logged[1]!.response, /"name":"‹auth key›"/);
    assert.doesNotMatch(JSON.stringify(logged), /OfTheVariable/);
  });

  it('an auth key in headers, path and bodies → redacted, also where the body is cut', async () => {
    const key = 'c2VjcmV0LXVzZXI6c2VjcmV0LXBhc3N3b3Jk';
    const secret = 'secret-user:secret-password';
    const cut = `{"remarks":"${'x'.repeat(maximumBody - 16)}${key}"}`;
    await send(`${operations.add.path}?token=${key}`, `{"phone":"${secret}","key":"${key}"}`, {
      authorization: `Basic ${key}`,
    });
    await send(operations.add.path, cut, { 'x-api-key': key });
    const shown = JSON.stringify([await state(), await bodies(1), await bodies(2)]);
    for (const part of [key, secret, 'secret-password', key.slice(0, 10)]) assert(!shown.includes(part), part);
    assert.match((await bodies(1)).request, /"phone":"‹auth key›"/);
  });

  it('many auth keys in a body that is cut → no part of the last one, although the others become shorter', () => {
    const key = 'c2VjcmV0LXVzZXI6c2VjcmV0LXBhc3N3b3Jk';
    const log = new RequestLog();
    for (let length = 0; length < key.length; length++) {
      const body = 'x'.repeat(length) + key.repeat(2000);
      log.add({ method: 'POST', path: '/', headers: { 'x-api-key': key }, body }, 'none');
      const { request } = log.find(length + 1)!;
      assert.ok(request.length > 10_000 && !request.includes('c'), request.slice(-100));
    }
  });

  it('clear → empty, and a waiting request returns at once', async () => {
    await send(operations.get.path, '[]');
    const { version } = await ended();
    const waiting = state(`?version=${version}`);
    await fetch(`${sandbox.url}/sandbox/requests/clear`, { method: 'POST', headers: control });
    assert.deepEqual((await waiting).requests, []);
  });

  it('more requests than it keeps → the latest ones; the earlier ones have no bodies', async () => {
    for (let at = 0; at < maximumRequests + 2; at++) await send('/none', '');
    const { requests } = await ended();
    assert.deepEqual([requests.length, requests[0]!.id], [maximumRequests, 3]);
    const missing = await fetch(`${sandbox.url}/sandbox/requests/2`, { headers: control });
    assert.equal(missing.status, 404);
  });

  for (const [what, path, init, status] of [
    ['without the header', '/sandbox/requests', {}, 403],
    ['a body without the header', '/sandbox/requests/1', {}, 403],
    ['a GET of clear', '/sandbox/requests/clear', { headers: control }, 405],
    ['a POST of the log', '/sandbox/requests', { method: 'POST', headers: control }, 405],
    ['an unknown request', '/sandbox/requests/99', { headers: control }, 404],
  ] as const)
    it(`${what} → ${status}`, async () => {
      assert.equal((await fetch(sandbox.url + path, init)).status, status);
    });
});
