import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompressSync, createGzip, deflateSync, gzipSync } from 'node:zlib';
import { KaptureError } from '../../../../src/kapture/http/kaptureError.ts';
import {
  createTransport,
  type TransportResponse,
  type TransportRequest,
} from '../../../../src/kapture/http/transport.ts';
import { closeServers, serveBytes, serveHttp, serveTls } from './localServer.ts';
import { maxBytes } from './misbehaviors.ts';
import { selfSigned } from './selfSigned.ts';

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
  it('an informational response (103) before the response → skipped', async () => {
    const server = await serveBytes((socket) =>
      socket.end('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'),
    );
    const response = await post(server.origin);
    assert.deepEqual([response.status, response.body.toString()], [200, 'ok']);
  });
  const informational: Readonly<Record<string, string>> = {
    '100 Continue': 'HTTP/1.1 100 Continue\r\n\r\n',
    '102 Processing, with headers': 'HTTP/1.1 102 Processing\r\nx-progress: 5\r\n\r\n',
    '103 Early Hints': 'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n',
    '100 in HTTP/1.0, without a reason phrase': 'HTTP/1.0 100 \r\n\r\n',
    'several of them':
      'HTTP/1.1 100 Continue\r\nx: 1\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n',
  };
  for (const [name, hint] of Object.entries(informational)) {
    const responseBody = 'HTTP/1.1 100 Continue\r\n\r\n';
    const response = `HTTP/1.1 200 OK\r\ncontent-length: ${responseBody.length}\r\n\r\n`;
    it(`${name}, unrequested → skipped, the request is sent once, and the connection is reused`, async () => {
      const sockets = new Set<Socket>();
      const server = await serveBytes((socket) => {
        sockets.add(socket);
        // The body has the same text as an informational response, and is sent separately.
        socket.write(hint, () =>
          socket.write(response, () => void setImmediate().then(() => socket.write(responseBody))),
        );
      });
      for (const count of [1, 2]) {
        const { status, body, endedEarly } = await post(server.origin);
        assert.deepEqual(
          [status, body.toString(), endedEarly, server.requests.length],
          [200, responseBody, false, count],
        );
        await setImmediate();
      }
      assert.equal(sockets.size, 1);
    });
    it(`${name}, wherever a packet ends → skipped`, async () => {
      const text = `${hint}${response}${responseBody}`;
      let at = 1;
      const server = await serveBytes((socket) => {
        socket.write(text.slice(0, at), () => void setImmediate().then(() => socket.write(text.slice(at))));
      });
      for (; at < text.length; at++) {
        const { status, body } = await post(server.origin);
        assert.deepEqual([status, body.toString()], [200, responseBody], String(at));
      }
    });
  }
  it('100 Continue after a response, without a request in progress → no request fails or is sent twice', async () => {
    for (const isInSamePacket of [true, false]) {
      const server = await serveBytes((socket) => {
        const hint = informational['100 Continue']!;
        const response = `HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok`;
        if (isInSamePacket) socket.write(response + hint);
        else socket.write(response, () => void setImmediate().then(() => socket.write(hint)));
      });
      for (const count of [1, 2, 3]) {
        const { status, body } = await post(server.origin);
        assert.deepEqual([status, body.toString(), server.requests.length], [200, 'ok', count]);
        if (count === 2) for (let turn = 0; turn < 20; turn++) await setImmediate();
      }
    }
  });
  it('100 Continue over TLS, streamed → skipped', async () => {
    const certified = selfSigned('localhost');
    const server = await serveTls((response) => {
      response.writeContinue();
      response.end(text);
    }, certified);
    const folder = mkdtempSync(join(tmpdir(), 'kapture-transport-'));
    const caFile = join(folder, 'ca.pem');
    writeFileSync(caFile, certified.cert);
    const { body } = await transport.stream({
      url: `${server.origin.replace('127.0.0.1', 'localhost')}/x.html`,
      headers: {},
      body: '{}',
      timeoutMs: 20_000,
      maxBytes,
      signal: undefined,
      route: { usesSystemCertificates: false, caFile },
    });
    const pieces: Buffer[] = [];
    for await (const piece of body) pieces.push(Buffer.from(piece));
    assert.equal(Buffer.concat(pieces).toString(), text);
    rmSync(folder, { recursive: true });
  });
  it('endless informational responses → timeout', async () => {
    const server = await serveBytes((socket) => {
      const more = (): void => void (socket.destroyed || socket.write(informational['100 Continue']!, more));
      more();
    });
    assert(KaptureError.is(await fault(post(server.origin, { timeoutMs: 300 })), 'timeout'));
  });
  it('an informational response that ends early → reset', async () => {
    const server = await serveBytes((socket) => socket.end('HTTP/1.1 100 Con'));
    assert(KaptureError.is(await fault(post(server.origin)), 'reset'));
  });
  it('an unrequested change of protocol (101) → an error', async () => {
    const server = await serveBytes((socket) =>
      socket.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    );
    assert(KaptureError.is(await fault(post(server.origin))));
  });
  it('a body that ends with its connection → complete', async () => {
    const server = await serveBytes((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nok'));
    const response = await post(server.origin);
    assert.deepEqual([response.body.toString(), response.endedEarly], ['ok', false]);
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
  it('a redirect → returned with its location, not followed', async () => {
    const other = await serveHttp((response) => response.end('{}'));
    for (const status of [301, 302, 303, 307, 308]) {
      const server = await serveHttp((response) =>
        response.writeHead(status, { location: `${other.origin}/stolen` }).end(),
      );
      const response = await post(server.origin, { headers: { authorization: 'Basic a2V5' } });
      assert.equal(response.status, status);
      assert.equal(response.headers['location'], `${other.origin}/stolen`);
    }
    assert.equal(other.requests.length, 0);
  });
  it('canceled in advance → nothing is sent', async () => {
    const server = await serveHttp((response) => response.end());
    assert(KaptureError.is(await fault(post(server.origin, { signal: AbortSignal.abort() })), 'canceled'));
    assert.equal(server.requests.length, 0);
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
  it('a connection that is paused for its reader repeatedly → the complete response', async () => {
    const read = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
    const send = async (socket: Socket): Promise<void> => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 85\r\n\r\n');
      for (let sent = 0; sent < 85; sent++) {
        // Single bytes, one more than the limit of unread chunks, and then nothing until they have been read.
        await new Promise((resolve) => socket.write('.', resolve));
        await setImmediate();
        if (sent % 17 === 16) await read[(sent - 16) / 17]!.promise;
      }
    };
    const server = await serveBytes((socket) => void send(socket));
    const { body } = await transport.stream({
      url: `${server.origin}/x.html`,
      headers: {},
      body: '{}',
      timeoutMs: 20_000,
      maxBytes,
      signal: undefined,
    });
    let bytes = 0;
    for await (const piece of body) {
      bytes += piece.length;
      if (bytes % 17 === 1) for (let turn = 0; turn < 40; turn++) await setImmediate();
      if (bytes % 17 === 0) read[bytes / 17 - 1]!.resolve();
    }
    assert.equal(bytes, 85);
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
  it('closed during a request → an error', async () => {
    const own = createTransport();
    const server = await serveHttp(() => void own.close());
    assert(
      KaptureError.is(
        await fault(
          own.post({ url: `${server.origin}/`, headers: {}, body: '', timeoutMs: 20_000, maxBytes, signal: undefined }),
        ),
      ),
    );
  });
  it('global fetch → its dispatcher is not replaced', async () => {
    // In a separate process, because the first fetch of any test sets Node's own dispatcher.
    const script = `await import(${JSON.stringify(new URL('../../../../src/kapture/index.ts', import.meta.url).href)});
      console.log(Object.getOwnPropertySymbols(globalThis).map(String).filter((name) => name.includes('undici')).join());`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
    assert.equal(stdout.trim(), '');
  });
});
