import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { KaptureClient } from '../../../../src/kapture/exchange/client.ts';
import type { PartialExchange } from '../../../../src/kapture/exchange/partialExchange.ts';
import { createTransport } from '../../../../src/kapture/http/transport.ts';
import { KaptureError } from '../../../../src/kapture/http/kaptureError.ts';
import { redactionMark } from '../../../../src/kapture/redaction/redact.ts';
import { closeServers, serveHttp } from '../http/localServer.ts';
import { targetOf } from '../target.ts';

/** The key of the test target, `kapdemo:kap123`, as it is sent. */
const key = Buffer.from('kapdemo:kap123').toString('base64');
const recordOf = (remarks: string): string => `{"id":1,"remarks":"${remarks}"}`;
/** Longer than a response that is not long. */
const start = `{"message":[${`${recordOf('x'.repeat(2000))},`.repeat(600)}`;
const rest = `${recordOf('last')}],"status":"success"}`;

/** Resolves once the client has received `bytes` bytes. */
function waitForBytes(bytes: number): {
  readonly onReceive: (partial: PartialExchange) => void;
  readonly received: Promise<PartialExchange>;
} {
  const { promise, resolve } = Promise.withResolvers<PartialExchange>();
  return {
    received: promise,
    onReceive: (partial) => {
      if (partial.response.bytes >= bytes) resolve(partial);
    },
  };
}

describe('what has been received of a long response', function () {
  this.timeout(20_000);
  const client = new KaptureClient(createTransport(), { maxBytes: 60_000_000, backoffMs: 1 });
  afterEach(closeServers);
  after(() => client.close());

  it('its beginning → the complete records in it, and its size; its end → the same text', async () => {
    const wait = Promise.withResolvers<void>();
    const server = await serveHttp((response) => {
      response.writeHead(200, { 'content-length': start.length + rest.length }).write(start);
      void wait.promise.then(() => response.end(rest));
    });
    const { onReceive, received } = waitForBytes(start.length);
    const sent = client.send('pull', '[{}]', targetOf(server.origin), { onReceive });
    const { operation, requestBody, response } = await received;
    assert.deepEqual([operation, requestBody], ['pull', '[{}]']);
    assert.deepEqual([response.bytes, response.totalBytes], [start.length, start.length + rest.length]);
    const { records, text } = response;
    assert.ok(records.length > 500 && records.length < 600, String(records.length));
    assert.equal(text.slice(records[0]!.start, records.at(-1)!.end), start.slice(12, records.at(-1)!.end));
    wait.resolve();
    const exchange = await sent;
    assert.equal(exchange.response.text, text);
    assert.equal(String(text), start + rest);
  });

  it('a key in it, also one at the end that is incomplete → not in it', async () => {
    const wait = Promise.withResolvers<void>();
    const first = `{"message":[${recordOf(key)},${start.slice(12)}${'{"id":2,"key":"'}${key.slice(0, -3)}`;
    const server = await serveHttp((response) => {
      response.write(first);
      void wait.promise.then(() => response.end(`${key.slice(-3)}"}],"status":"success"}`));
    });
    const { onReceive, received } = waitForBytes(first.length);
    const sent = client.send('pull', `[{"key":"${key}"}]`, targetOf(server.origin), { onReceive });
    const { requestBody, response } = await received;
    const text = String(response.text);
    assert.ok(text.startsWith(`{"message":[${recordOf(redactionMark)},`), text.slice(0, 100));
    assert.ok(!`${text}${requestBody}`.includes(key.slice(0, 8)));
    wait.resolve();
    assert.match(
      String((await sent).response.text),
      new RegExp(`"key":"${redactionMark}"\\}\\],"status":"success"\\}$`),
    );
  });

  it('the connection breaks, and the read is retried → another object for the second attempt', async () => {
    const wait = Promise.withResolvers<void>();
    const server = await serveHttp((response, _request, count) => {
      if (count > 1) response.end(start + rest);
      else {
        response.write(start);
        void wait.promise.then(() => response.destroy());
      }
    });
    const attempts = new Set<PartialExchange>();
    const { onReceive, received } = waitForBytes(start.length);
    const sent = client.send('pull', '[{}]', targetOf(server.origin), {
      onReceive: (partial) => {
        attempts.add(partial);
        onReceive(partial);
      },
    });
    await received;
    wait.resolve();
    const exchange = await sent;
    assert.deepEqual(
      [...attempts].map(({ response }) => response.text === exchange.response.text),
      [false, true],
    );
  });

  it('canceled in between → canceled', async () => {
    const server = await serveHttp((response) => response.write(start));
    const abort = new AbortController();
    const { onReceive, received } = waitForBytes(start.length);
    const sent = client.send('pull', '[{}]', targetOf(server.origin), { onReceive, signal: abort.signal });
    await received;
    abort.abort();
    await assert.rejects(sent, (error) => KaptureError.is(error, 'canceled'));
  });

  const nothing: readonly [title: string, body: string, operation: 'pull' | 'get'][] = [
    ['a short response', `{"message":[],"status":"success"}`, 'pull'],
    ['a long response without records', 'x'.repeat(1_500_000), 'pull'],
    ['a long response to a read of one customer', start + rest, 'get'],
  ];
  for (const [title, body, operation] of nothing) {
    it(`${title} → no records`, async () => {
      const server = await serveHttp((response) => response.end(body));
      let records = 0;
      await client.send(operation, '[{}]', targetOf(server.origin), {
        onReceive: ({ response }) => (records += response.records.length),
      });
      assert.equal(records, 0);
    });
  }

  it('a compressed response → its total size is unknown', async () => {
    const body = gzipSync(start + rest);
    const server = await serveHttp((response) =>
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': body.length }).end(body),
    );
    const totals = new Set<number | undefined>();
    await client.send('pull', '[{}]', targetOf(server.origin), {
      onReceive: ({ response }) => totals.add(response.totalBytes),
    });
    assert.deepEqual([...totals], [undefined]);
  });
});
