import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { AuthKey } from '../../../../src/kapture/connection/authKey.ts';
import type { Exchange } from '../../../../src/kapture/exchange/exchange.ts';
import { KaptureClient } from '../../../../src/kapture/exchange/client.ts';
import { KaptureError } from '../../../../src/kapture/http/kaptureError.ts';
import type { OperationId } from '../../../../src/kapture/catalogue/registry.ts';
import { createTransport } from '../../../../src/kapture/http/transport.ts';
import { closeServers, serveBytes, serveHttp } from '../http/localServer.ts';
import { targetOf } from '../target.ts';

const success = '{"status": "success"}';
const head = (length: number | string): string => `HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\n`;

describe('faults', function () {
  this.timeout(30_000);
  const client = new KaptureClient(createTransport(), { maxBytes: 60_000_000, backoffMs: 1 });
  afterEach(closeServers);
  after(() => client.close());

  const exchangeOf = async (
    operation: OperationId,
    body: string | Buffer,
    headers: Record<string, string> = {},
  ): Promise<Exchange> => {
    const server = await serveHttp((response) => response.writeHead(200, headers).end(body));
    return client.send(operation, '{}', targetOf(server.origin));
  };
  const fault = (sent: Promise<unknown>): Promise<unknown> =>
    sent.then(
      () => assert.fail('expected an error'),
      (error: unknown) => error,
    );

  describe('lengths', () => {
    it('a Content-Length that is too long → the received text, truncated', async () => {
      const server = await serveBytes((socket) => socket.end(head(500) + success));
      const { response } = await client.send('add', '{}', targetOf(server.origin));
      assert.deepEqual(
        [response.text, response.reading.outcome, response.reading.trouble],
        [success, 'unrecognized', 'truncated'],
      );
    });
    it('a Content-Length that is too short → truncated, and the rest is not read as the next response', async () => {
      const smuggled = `HTTP/1.1 200 OK\r\ncontent-length: 27\r\n\r\n{"status": "success", "a":1}`;
      const server = await serveBytes((socket, count) =>
        socket.write(count === 1 ? head(12) + success + smuggled : head(success.length) + success),
      );
      const { response } = await client.send('add', '{}', targetOf(server.origin));
      assert.deepEqual([response.text, response.reading.trouble], [success.slice(0, 12), 'truncated']);
      assert.equal((await client.send('add', '{}', targetOf(server.origin))).response.text, success);
      assert.equal(server.requests.length, 2);
    });
    for (const length of [
      '-1',
      'x',
      '1e3',
      '18446744073709551617',
      '5, 6',
      '21\r\ncontent-length: 20',
      '21\r\ntransfer-encoding: chunked',
    ]) {
      it(`a Content-Length of ${JSON.stringify(length)} → not a success`, async () => {
        const server = await serveBytes((socket) => socket.end(head(length) + success));
        const outcome = await client.send('add', '{}', targetOf(server.origin)).catch((error: unknown) => error);
        if (outcome instanceof Error)
          assert(KaptureError.is(outcome, 'not-http') || KaptureError.is(outcome, 'reset'), String(outcome));
        else assert.notEqual((outcome as Exchange).response.reading.outcome, 'success');
      });
    }
    it('garbage of any kind → an error or an unreadable response', async () => {
      for (let seed = 0; seed < 60; seed++) {
        const noise = Buffer.concat(
          ['a', 'b', 'c'].map((part) => createHash('sha512').update(`${part}${seed}`).digest()),
        );
        const prefix = [
          '',
          'HTTP/1.1 200 OK\r\n',
          'HTTP/1.1 200 OK\r\n\r\n',
          'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n',
        ][seed % 4]!;
        const server = await serveBytes((socket) => socket.end(Buffer.concat([Buffer.from(prefix), noise])));
        const outcome = await client.send('add', '{}', targetOf(server.origin)).catch((error: unknown) => error);
        if (outcome instanceof Error) assert(KaptureError.is(outcome), `${seed}: ${outcome.stack}`);
        else assert.equal((outcome as Exchange).response.reading.outcome, 'unrecognized', String(seed));
        await closeServers();
      }
    });
  });

  describe('contents', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const)
      it(`10,000 levels of ${open} → read unchanged`, async () => {
        const deep = `${open.repeat(10_000)}1${close.repeat(10_000)}`;
        const text = `{"message": [{"id": 1, "deep": ${deep}}], "status": "success"}`;
        const { response } = await exchangeOf('pull', text);
        assert.equal(response.text === text, true);
        assert.equal(response.reading.outcome, 'success');
      });
    it('one record of 50 MB → read unchanged', async () => {
      const record = `{"id": 61371820, "remarks": "${'x'.repeat(50_000_000)}"}`;
      const { response } = await exchangeOf('get', `{"Customer Details": ${record}, "status": "success"}`);
      assert.equal(response.reading.outcome, 'success');
      const [{ start, end } = { start: 0, end: 0 }] = response.reading.records;
      assert.equal(response.text.slice(start, end) === record, true);
    });
  });

  describe('bombs', () => {
    /** The number of bytes that decompression produced during `work`. */
    async function decompressedBytes(work: () => Promise<unknown>): Promise<number> {
      const push = Object.getOwnPropertyDescriptor(Readable.prototype, 'push')!;
      let bytes = 0;
      Readable.prototype.push = function (this: Readable, chunk: unknown, encoding?: BufferEncoding) {
        if (/^(Gunzip|Inflate|BrotliDecompress)$/.test(this.constructor.name) && Buffer.isBuffer(chunk))
          bytes += chunk.length;
        return (push.value as (chunk: unknown, encoding?: BufferEncoding) => boolean).call(this, chunk, encoding);
      };
      try {
        await work();
      } finally {
        Object.defineProperty(Readable.prototype, 'push', push);
      }
      return bytes;
    }
    for (const [encoding, compress] of [
      ['gzip', gzipSync],
      ['br', brotliCompressSync],
    ] as const) {
      it(`200 MB in ${encoding} → refused at the limit, and not much more is decompressed`, async () => {
        const compressed = compress(Buffer.alloc(200_000_000));
        const server = await serveHttp((response) =>
          response.writeHead(200, { 'content-encoding': encoding }).end(compressed),
        );
        const small = new KaptureClient(createTransport(), { maxBytes: 1_000_000 });
        try {
          const bytes = await decompressedBytes(async () =>
            assert(KaptureError.is(await fault(small.send('add', '{}', targetOf(server.origin))), 'too-large')),
          );
          assert(bytes > 1_000_000 && bytes < 1_500_000, `${bytes} bytes from ${compressed.length} compressed ones`);
        } finally {
          await small.close();
        }
      });
    }
  });

  describe('injection into a header or a path', () => {
    // The text bypasses the validation of user input: it must not be sent even if the validation accepts it.
    for (const part of ['\r\nx-evil: 1', '\n\nGET / HTTP/1.1', '\0', 'ключ', '\u202E', '\x7F\x1B']) {
      it(`${JSON.stringify(part)} in a key → nothing is sent, and the error does not repeat it`, async () => {
        const server = await serveBytes((socket) => socket.end(head(0)));
        const target = { ...targetOf(server.origin), key: `canary${part}` as AuthKey };
        const outcome = await client.send('add', '{}', target).catch((error: unknown) => error);
        for (const { headers } of server.requests) assert.equal(headers['x-evil'], undefined);
        assert(
          outcome instanceof Error ||
            server.requests.every(({ headers }) => !/[^\x20-\x7e]/.test(headers['authorization'] ?? '')),
          'sent unchanged',
        );
        if (outcome instanceof Error) assert.doesNotMatch(String(outcome.stack), /canary/);
      });
      it(`${JSON.stringify(part)} in a path → nothing is sent`, async () => {
        const server = await serveBytes((socket) => socket.end(head(0)));
        const { connection, key } = targetOf(server.origin);
        assert(
          (await fault(
            client.send('add', '{}', { key, connection: { ...connection, paths: { add: `/x${part}` } } }),
          )) instanceof Error,
        );
        assert.equal(server.requests.length, 0);
      });
    }
  });
});
