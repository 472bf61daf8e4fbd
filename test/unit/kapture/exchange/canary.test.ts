import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { keyOfUser, readAuthKey } from '../../../../src/kapture/connection/authKey.ts';
import { KaptureClient } from '../../../../src/kapture/exchange/client.ts';
import { readConnection } from '../../../../src/kapture/connection/connection.ts';
import { KaptureError } from '../../../../src/kapture/http/kaptureError.ts';
import { streamPull } from '../../../../src/kapture/pull/streamPull.ts';
import type { PeriodReport } from '../../../../src/kapture/pull/periodFailure.ts';
import type { StoreCalls } from '../../../../src/kapture/store/storeWorker.ts';
import { startStoreThread } from '../../../../src/kapture/store/storeThread.ts';
import { createTransport } from '../../../../src/kapture/http/transport.ts';
import { redactionMark } from '../../../../src/kapture/redaction/redact.ts';
import { closeServers, serveBytes, serveHttp } from '../http/localServer.ts';
import { maxBytes, misbehaviors, secondsFor } from '../http/misbehaviors.ts';
import { reveals } from '../redaction/revealed.ts';
import { targetOf } from '../target.ts';

/** Marked secrets. A secret has leaked if it appears anywhere but in a request, in any of these encodings. */
const user = 'canary-user';
const password = 'CANARY-s3cret/+?';
const opaque = 'CANARYopaque'.repeat(4) + 'Zg';
const secretVariable = 'CANARYvariable-7x';
const forms = [user, password, opaque, secretVariable]
  .flatMap((secret) => {
    const base64 = Buffer.from(secret).toString('base64');
    return [secret, base64.replace(/=+$/, ''), encodeURIComponent(secret), encodeURIComponent(base64)];
  })
  .concat(keyOfUser(user, password).key ?? assert.fail(), encodeURIComponent(keyOfUser(user, password).key ?? ''));

function everythingIn(value: unknown): string {
  const deep = inspect(value, {
    depth: Infinity,
    showHidden: true,
    maxArrayLength: null,
    maxStringLength: null,
    getters: true,
  });
  const json = value instanceof Error ? JSON.stringify({ ...value }) : JSON.stringify(value);
  const chain: string[] = [];
  for (let error = value; error instanceof Error; error = error.cause)
    chain.push(String(error), error.stack ?? '', ...Object.values(error).map(String));
  return [deep, json, ...chain].join('\n');
}

function assertNoCanary(value: unknown): void {
  const text = everythingIn(value).toLowerCase();
  for (const form of forms) {
    const at = text.indexOf(form.toLowerCase());
    assert(at < 0, `leaked: ${text.slice(Math.max(0, at - 80), at + 40)}`);
  }
}

describe('canaries', function () {
  this.timeout(20_000);
  const client = new KaptureClient(createTransport(), { maxBytes, backoffMs: 1 });
  afterEach(closeServers);
  after(() => client.close());

  it('the search → finds a secret in a message, a stack, a hidden property, a cause and an exchange', () => {
    const key = keyOfUser(user, password).key;
    const hidden = Object.defineProperty(new Error('x'), 'request', {
      value: { headers: { authorization: `Basic ${key}` } },
      enumerable: false,
    });
    for (const leak of [
      new Error(password),
      new Error('x', { cause: new Error(`Basic ${key}`) }),
      hidden,
      { response: { text: opaque } },
      { header: encodeURIComponent(password) },
    ]) {
      assert.throws(() => assertNoCanary(leak), /leaked/);
    }
  });

  for (const misbehavior of misbehaviors) {
    const { name, start, reason } = misbehavior;
    it(`${name} → no key in the exchange or error`, async () => {
      const origin = await start();
      await Promise.all(
        [`${user}:${password}`, opaque].map(async (pasted) => {
          const sent = client.send(
            'add',
            '{"customer_name": "Qwera"}',
            targetOf(origin, { timeoutSeconds: secondsFor(misbehavior) }, pasted),
          );
          const outcome = await sent.catch((error: unknown) => error);
          assert.equal(KaptureError.is(outcome), reason !== undefined);
          assertNoCanary(outcome);
        }),
      );
    });
  }
  for (const [what, pasted] of [
    ['user and password', `${user}:${password}`],
    ['an opaque key', opaque],
  ] as const) {
    it(`${what}, a successful response → not in the exchange`, async () => {
      const server = await serveHttp((response) => response.end('{"status": "success"}'));
      const { connection, key } = targetOf(server.origin, {}, pasted);
      const headers = [{ name: 'x-api-key', value: 'secret' } as const, { name: 'x-copy', value: 'auth-key' } as const];
      const secrets = { 'x-api-key': password };
      const exchange = await client.send(
        'add',
        '{"remarks":"{{$secret.token}} {{$secret.none}}"}',
        { connection: { ...connection, headers }, key, secrets, variables: { token: secretVariable } },
        { usesSecrets: true },
      );
      assert.equal(server.requests[0]?.body, `{"remarks":"${secretVariable} {{$secret.none}}"}`);
      assert.equal(exchange.requestBody, '{"remarks":"{{$secret.token}} {{$secret.none}}"}');
      assert.match(server.requests[0]?.headers['authorization'] ?? '', /^Basic /);
      assert.equal(server.requests[0]?.headers['x-api-key'], password);
      assert.deepEqual(Object.keys(exchange.requestHeaders), ['x-api-key', 'x-copy']);
      assertNoCanary(exchange);
    });
    it(`${what}, a body that the user did not write → its secret variables are not replaced, also if it is sent again`, async () => {
      const server = await serveHttp((response) => response.end('{"status": "success"}'));
      const body = '{"remarks":"{{$secret.token}}"}';
      const target = { ...targetOf(server.origin, {}, pasted), variables: { token: secretVariable } };
      const { requestBody } = await client.send('add', body, target);
      await client.send('add', requestBody, target, { usesSecrets: true });
      for (const request of server.requests) assert.deepEqual(JSON.parse(request.body), JSON.parse(body));
    });
    it(`${what}, a server that sends a secret variable back → redacted`, async () => {
      const server = await serveHttp((response, { body }) =>
        response
          .writeHead(200, { 'x-echo': encodeURIComponent(body) })
          .end(
            JSON.stringify({ message: `${body} ${Buffer.from(secretVariable).toString('base64')}`, status: 'failed' }),
          ),
      );
      const target = { ...targetOf(server.origin, {}, pasted), variables: { token: secretVariable } };
      const exchange = await client.send('add', '{"a":"{{$secret.token}}"}', target, { usesSecrets: true });
      assertNoCanary(exchange);
      assert.match(String(exchange.response.text), new RegExp(redactionMark));
    });
    it(`${what}, canceled before or during the request → not in the error`, async () => {
      const abort = new AbortController();
      const server = await serveHttp(() => abort.abort());
      for (const signal of [AbortSignal.abort(), abort.signal]) {
        const error: unknown = await client.send('get', '[{}]', targetOf(server.origin, {}, pasted), { signal }).then(
          () => assert.fail(),
          (thrown: unknown) => thrown,
        );
        assert(KaptureError.is(error, 'canceled'));
        assertNoCanary(error);
      }
    });
  }

  it('an inspected client → no secrets', async () => {
    const server = await serveHttp((response) => response.end('{"status": "success"}'));
    await client.send('add', '{}', targetOf(server.origin, {}, `${user}:${password}`));
    assertNoCanary(client);
  });
  it('a server that sends the key back → not in the exchange, other than its text and message', async () => {
    const server = await serveHttp((response, { headers }) =>
      response
        .writeHead(200, { 'x-echo': headers['authorization'], 'set-cookie': `auth=${password}` })
        .end(JSON.stringify({ message: headers['authorization'], status: 'failed' })),
    );
    const {
      response: {
        text: _text,
        reading: { message: _message, ...reading },
        ...response
      },
      ...exchange
    } = await client.send('add', '{}', targetOf(server.origin, {}, `${user}:${password}`));
    assertNoCanary({ exchange, response, reading });
  });
  for (const [what, head] of [
    ['instead of a head', ''],
    ['instead of a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'],
  ] as const) {
    it(`a server that sends the key back ${what} → not in the error`, async () => {
      const server = await serveBytes((socket) =>
        socket.write(`${head}zz ${server.requests[0]?.headers['authorization']}\r\n`),
      );
      const error: unknown = await client.send('add', '{}', targetOf(server.origin, {}, opaque)).then(
        () => assert.fail(),
        (thrown: unknown) => thrown,
      );
      assert(KaptureError.is(error, 'not-http'));
      assertNoCanary(error);
    });
  }
  it('a server that sends the key and the password back to a pull, in records, messages and a redirect → not in the reports or on disk', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kapture-canary-'));
    const thread = startStoreThread<StoreCalls>(
      new URL('../../../../src/kapture/store/storeWorker.ts', import.meta.url),
      join(folder, 'kapture.db'),
    );
    const transport = createTransport();
    try {
      const days = ['2026-11-03', '2026-11-02', '2026-11-01'].map((day) => ({ start: day, end: day }));
      const server = await serveHttp((response, { headers }, count) => {
        const sent = headers['authorization'];
        if (count === 1)
          response
            .writeHead(302, {
              location: `/login?auth=${encodeURIComponent(sent!)}&password=${encodeURIComponent(password)}`,
            })
            .end(sent);
        else if (count === 2) response.end(JSON.stringify({ message: `${sent} ${password}`, status: 'failed' }));
        else {
          const escaped = Array.from(
            `${sent} ${password}`,
            (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`,
          ).join('');
          const longer = [' ', '  '].map((before) => Buffer.from(`${before}${user}:${password}.`).toString('base64'));
          const records = [
            { id: 1, name: sent, remarks: password },
            { id: 2, name: 'ESCAPED', remarks: longer[0], contacts: [{ contactPerson: longer[1] }] },
          ];
          response.end(JSON.stringify({ message: records, status: 'success' }).replace('ESCAPED', escaped));
        }
      });
      const pull = await thread.store.begin(
        { tenant: 'Acme', connection: 'Acme', timeZone: 'Asia/Kolkata' },
        { start: days[2]!.start, end: days[0]!.end },
        days,
      );
      const reports: PeriodReport[] = [];
      await streamPull(days, {
        transport,
        store: thread.store,
        target: targetOf(server.origin, { parallelPulls: 1, periodHours: 24 }, `${user}:${password}`),
        pull,
        signal: new AbortController().signal,
        maxBytes: () => 10_000_000,
        overrides: { backoffMs: 1 },
        onPeriod: (report) => reports.push(report),
      });
      assert.deepEqual(
        reports.map(({ failure, records }) => [failure !== undefined, records]),
        [
          [true, 0],
          [true, 0],
          [false, 2],
        ],
      );
      assert.deepEqual(
        (await thread.store.page(pull.id, { limit: 10 })).map(({ id }) => id),
        ['2', '1'],
      );
      assertNoCanary([reports, await thread.store.periods(pull.id)]);
      await thread.close();
      const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
      assert.ok(files.some((text) => text.includes(redactionMark.replaceAll(/[‹›]/g, ''))));
      for (const text of files) {
        assertNoCanary(text);
        assert.ok(!reveals(text, password, 2));
      }
    } finally {
      await thread.close();
      await transport.close();
      rmSync(folder, { recursive: true });
    }
  });
  it('an invalid key or connection → its problem does not repeat the secret', () => {
    for (const pasted of [
      `${user}:${password}\n${password}`,
      `${opaque} ${opaque}`,
      `${opaque},${opaque}`,
      `:${password}`,
    ])
      assertNoCanary(readAuthKey(pasted));
    for (const baseUrl of [`https://${user}:${encodeURIComponent(password)}@acme.in`, `https://acme.in?key=${opaque}`])
      assertNoCanary(readConnection({ name: 'Acme', baseUrl }));
  });
});
