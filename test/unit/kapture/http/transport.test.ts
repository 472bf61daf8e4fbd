import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompressSync, createGzip, deflateSync, gzipSync } from 'node:zlib';
import { KaptureError } from '../../../../src/kapture/http/kaptureError.ts';
import {
  createTransport,
  type TransportResponse,
  type TransportRequest,
} from '../../../../src/kapture/http/transport.ts';
import { closeServers, serveBytes, serveHttp } from './localServer.ts';
import { maxBytes } from './misbehaviors.ts';

describe('transport', function () {
  this.timeout(20_000);
  const transport = createTransport();
  afterEach(closeServers);
  after(() => transport.close());

  const post = (
    origin: string,
    request: Partial<TransportRequest> & { path?: string } = {},
  ): Promise<TransportResponse> =>
    transport.post({
      url: origin + (request.path ?? '/x.html'),
      headers: {},
      body: '{}',
      timeoutMs: 20_000,
      maxBytes,
      signal: undefined,
      ...request,
    });
  const fault = (response: Promise<unknown>): Promise<unknown> =>
    response.then(
      () => assert.fail('expected an error'),
      (error: unknown) => error,
    );
  const text = '{"status": "success", "message": "₹ 😀"}';

  it('a request → a POST with the given headers and the body in UTF-8', async () => {
    const server = await serveHttp((response) => response.end());
    await post(server.origin, {
      headers: { authorization: 'Basic a2V5', 'content-type': 'application/json' },
      body: text,
    });
    const [request] = server.requests;
    assert.equal(request?.method, 'POST');
    assert.equal(request?.headers['authorization'], 'Basic a2V5');
    assert.equal(request?.headers['content-type'], 'application/json');
    assert.equal(request?.headers['content-length'], String(Buffer.byteLength(text)));
    assert.equal(request?.headers['host'], server.host);
    assert.equal(request?.body, text);
  });
  for (const path of [
    '/x.html?=',
    '/x/v.2.0',
    '//evil.com/x',
    '/@evil.com',
    '/a/../b',
    '/%2e%2e/x',
    '/x?a=b%20c&d',
    '/a//b',
    '/x??',
    '/x\'"<>|`{}^',
  ]) {
    it(`path ${path} → sent as typed`, async () => {
      const server = await serveBytes((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'));
      await post(server.origin, { path });
      assert.equal(server.requests[0]?.path, path);
    });
  }
  it('a response → status, body, and headers in lower case (the same names joined, cookies without values)', async () => {
    const server = await serveHttp((response) =>
      response.writeHead(418, { 'X-One': '1', 'Set-Cookie': ['a=1', 'b=2'] }).end(text),
    );
    const response = await post(server.origin);
    assert.equal(response.status, 418);
    assert.equal(response.headers['x-one'], '1');
    assert.equal(response.headers['set-cookie'], 'a=‹secret›, b=‹secret›');
    assert.equal(response.body.toString(), text);
    assert.equal(response.endedEarly, false);
  });
  const compressors = { gzip: gzipSync, 'x-gzip': gzipSync, deflate: deflateSync, br: brotliCompressSync } as const;
  for (const [encoding, compress] of Object.entries(compressors)) {
    for (const written of [encoding, ` ${encoding.toUpperCase()} `]) {
      it(`a response compressed as "${written}" → decompressed`, async () => {
        const server = await serveHttp((response) =>
          response.writeHead(200, { 'content-encoding': written }).end(compress(text)),
        );
        assert.equal((await post(server.origin)).body.toString(), text);
      });
    }
    it(`a response compressed as ${encoding}, exactly at the limit → complete; one byte more → too-large`, async () => {
      const server = await serveHttp((response, _request, count) =>
        response
          .writeHead(200, { 'content-encoding': encoding })
          .end(compress(Buffer.alloc(maxBytes + count - 1, 'x'))),
      );
      assert.equal((await post(server.origin)).body.length, maxBytes);
      assert(KaptureError.is(await fault(post(server.origin)), 'too-large'));
    });
    it(`a response compressed as ${encoding} that is truncated → ended early, or reset`, async () => {
      const compressed = compress(Array.from({ length: 5000 }, (_item, index) => `${index} ${Math.sin(index)}`).join());
      const server = await serveHttp((response) =>
        response.writeHead(200, { 'content-encoding': encoding }).end(compressed.subarray(0, compressed.length >> 1)),
      );
      const outcome = await post(server.origin, { maxBytes: 10_000_000 }).catch((error: unknown) => error);
      if (KaptureError.is(outcome)) assert.equal(outcome.reason, 'reset');
      else assert.equal((outcome as TransportResponse).endedEarly, true);
    });
  }
  for (const encoding of ['identity', 'zstd', 'constructor', 'toString', '__proto__', '']) {
    it(`content-encoding "${encoding}" → the bytes unchanged`, async () => {
      const server = await serveHttp((response) => response.writeHead(200, { 'content-encoding': encoding }).end(text));
      assert.equal((await post(server.origin)).body.toString(), text);
    });
  }

  it('more than the limit → too-large, and the connection is closed', async () => {
    let closed: Promise<unknown> | undefined;
    const server = await serveHttp((response) => {
      closed = once(response, 'close');
      const pour = (): void =>
        void (response.writableEnded || response.write(Buffer.alloc(65_536), () => response.destroyed || pour()));
      pour();
    });
    const error = await fault(post(server.origin));
    assert(KaptureError.is(error, 'too-large'));
    assert.equal(error.detail, String(maxBytes));
    assert.equal(error.host, server.host);
    await closed;
  });
  describe('openLongBody', () => {
    const limits = { maxBytes: 10_000_000 };
    const long = Buffer.from(Array.from({ length: 300_000 }, (_, index) => String(index)).join());
    /** The response, and a copy of the chunks, because a chunk is only valid until the next one. */
    const receive = async (
      origin: string,
    ): Promise<{ response: TransportResponse; received: Buffer; type: string | undefined }> => {
      const pieces: Buffer[] = [];
      let type: string | undefined;
      const openLongBody: TransportRequest['openLongBody'] = (headers) => {
        type = headers['content-type'];
        return { push: (piece) => void pieces.push(Buffer.from(piece)) };
      };
      return { response: await post(origin, { ...limits, openLongBody }), received: Buffer.concat(pieces), type };
    };
    const responders: Readonly<Record<string, Parameters<typeof serveHttp>[0]>> = {
      'with a length': (response) =>
        response.writeHead(200, { 'content-type': 'text/x', 'content-length': long.length }).end(long),
      'in chunks': (response) => response.writeHead(200, { 'content-type': 'text/x' }).end(long),
      compressed: (response) =>
        response.writeHead(200, { 'content-type': 'text/x', 'content-encoding': 'gzip' }).end(gzipSync(long)),
    };
    for (const [title, respond] of Object.entries(responders)) {
      it(`a long body ${title} → every byte passed on, none in the response`, async () => {
        const { response, received, type } = await receive((await serveHttp(respond)).origin);
        assert.deepEqual(
          [response.body.length, response.bytes, response.endedEarly, type],
          [0, long.length, false, 'text/x'],
        );
        assert.ok(received.equals(long));
      });
    }
    it('a megabyte → in the response; one byte more → passed on', async () => {
      for (const [length, inResponse] of [
        [1_000_000, 1_000_000],
        [1_000_001, 0],
      ] as const) {
        const { response, received } = await receive(
          (await serveHttp((response) => response.end(Buffer.alloc(length)))).origin,
        );
        assert.deepEqual(
          [response.body.length, received.length, response.bytes],
          [inResponse, length - inResponse, length],
        );
      }
    });
    it('a long body that ends early → what was received, marked as ended early', async () => {
      const server = await serveBytes((socket) =>
        socket.end(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${long.length * 2}\r\n\r\n`), long])),
      );
      const { response, received } = await receive(server.origin);
      assert.ok(response.endedEarly && received.equals(long));
    });
    it('more than the limit → too-large', async () => {
      const server = await serveHttp((response) => response.end(Buffer.alloc(limits.maxBytes + 1)));
      assert(KaptureError.is(await fault(receive(server.origin)), 'too-large'));
    });
  });
  it('canceled before the response → canceled, and the connection is closed', async () => {
    const abort = new AbortController();
    let closed: Promise<unknown> | undefined;
    const server = await serveHttp((response) => {
      closed = once(response, 'close');
      abort.abort();
    });
    assert(KaptureError.is(await fault(post(server.origin, { signal: abort.signal })), 'canceled'));
    assert(closed);
    await closed;
  });
  it('canceled during the body → canceled, and the connection is closed', async () => {
    const abort = new AbortController();
    let closed: Promise<unknown> | undefined;
    const server = await serveHttp((response) => {
      closed = once(response, 'close');
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"status"', () => abort.abort());
    });
    assert(KaptureError.is(await fault(post(server.origin, { signal: abort.signal })), 'canceled'));
    assert(closed);
    await closed;
  });
  it('a response that ends early → what was received, marked as ended early', async () => {
    const server = await serveBytes((socket) =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"status"', () => socket.end()),
    );
    const response = await post(server.origin);
    assert.deepEqual([response.status, response.body.toString(), response.endedEarly], [200, '{"status"', true]);
  });
  it('a reader that stops in the middle, compressed or not → the connection is closed', async () => {
    for (const encoding of ['identity', 'gzip']) {
      const closed = Promise.withResolvers<void>();
      const server = await serveHttp((response) => {
        response.once('close', closed.resolve);
        response.writeHead(200, { 'content-encoding': encoding });
        const compressor = encoding === 'gzip' ? createGzip({ level: 0 }) : new PassThrough();
        compressor.pipe(response);
        compressor.write(Buffer.alloc(200_000, 'x'));
      });
      const { body } = await transport.stream({
        url: `${server.origin}/`,
        headers: {},
        body: '{}',
        timeoutMs: 20_000,
        maxBytes: 1_000_000,
        signal: undefined,
      });
      for await (const piece of body) {
        assert.ok(piece.length > 0);
        break;
      }
      await closed.promise;
    }
  });
  it('global fetch → its dispatcher is not replaced', async () => {
    // The script runs in a separate process, because the first fetch of any test sets Node's own dispatcher.
    const script = `await import(${JSON.stringify(new URL('../../../../src/kapture/index.ts', import.meta.url).href)});
      console.log(Object.getOwnPropertySymbols(globalThis).map(String).filter((name) => name.includes('undici')).join());`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
    assert.equal(stdout.trim(), '');
  });
});
