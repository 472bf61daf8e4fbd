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
import { maxBytes } from './misbehaviours.ts';
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
      () => assert.fail('a response came'),
      (error: unknown) => error,
    );
  const text = '{"status": "success", "message": "₹ 😀"}';

  it('a request → as given: POST, headers, body in UTF-8', async () => {
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
    it(`path ${path} → kept as typed`, async () => {
      const server = await serveBytes((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'));
      await post(server.origin, { path });
      assert.equal(server.requests[0]?.path, path);
    });
  }
  it('a response → status, headers in lower case (several of one name joined, cookies without values), body', async () => {
    const server = await serveHttp((response) =>
      response.writeHead(418, { 'X-One': '1', 'Set-Cookie': ['a=1', 'b=2'] }).end(text),
    );
    const response = await post(server.origin);
    assert.equal(response.status, 418);
    assert.equal(response.headers['x-one'], '1');
    assert.equal(response.headers['set-cookie'], 'a=‹secret›, b=‹secret›');
    assert.equal(response.body.toString(), text);
    assert.equal(response.broken, false);
  });
  it('a hint before the response (103) → passed over', async () => {
    const server = await serveBytes((socket) =>
      socket.end('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'),
    );
    const response = await post(server.origin);
    assert.deepEqual([response.status, response.body.toString()], [200, 'ok']);
  });
  const hints: Readonly<Record<string, string>> = {
    '100 Continue': 'HTTP/1.1 100 Continue\r\n\r\n',
    '102 Processing, with headers': 'HTTP/1.1 102 Processing\r\nx-progress: 5\r\n\r\n',
    '103 Early Hints': 'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n',
    '100 of HTTP/1.0, without words': 'HTTP/1.0 100 \r\n\r\n',
    'several of them':
      'HTTP/1.1 100 Continue\r\nx: 1\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n',
  };
  for (const [name, hint] of Object.entries(hints)) {
    const tells = 'HTTP/1.1 100 Continue\r\n\r\n';
    const response = `HTTP/1.1 200 OK\r\ncontent-length: ${tells.length}\r\n\r\n`;
    it(`${name}, unasked → passed over, sent once, and the connection goes on`, async () => {
      const sockets = new Set<Socket>();
      const server = await serveBytes((socket) => {
        sockets.add(socket);
        // The body that says the same comes by itself.
        socket.write(hint, () => socket.write(response, () => void setImmediate().then(() => socket.write(tells))));
      });
      for (const count of [1, 2]) {
        const { status, body, broken } = await post(server.origin);
        assert.deepEqual([status, body.toString(), broken, server.requests.length], [200, tells, false, count]);
        await setImmediate();
      }
      assert.equal(sockets.size, 1);
    });
    it(`${name}, wherever a packet ends → passed over`, async () => {
      const text = `${hint}${response}${tells}`;
      let at = 1;
      const server = await serveBytes((socket) => {
        socket.write(text.slice(0, at), () => void setImmediate().then(() => socket.write(text.slice(at))));
      });
      for (; at < text.length; at++) {
        const { status, body } = await post(server.origin);
        assert.deepEqual([status, body.toString()], [200, tells], String(at));
      }
    });
  }
  it('100 Continue behind a response, with no request under way → no request fails, and none is sent twice', async () => {
    for (const isBesideResponse of [true, false]) {
      const server = await serveBytes((socket) => {
        const hint = hints['100 Continue']!;
        const response = `HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok`;
        if (isBesideResponse) socket.write(response + hint);
        else socket.write(response, () => void setImmediate().then(() => socket.write(hint)));
      });
      for (const count of [1, 2, 3]) {
        const { status, body } = await post(server.origin);
        assert.deepEqual([status, body.toString(), server.requests.length], [200, 'ok', count]);
        if (count === 2) for (let turn = 0; turn < 20; turn++) await setImmediate();
      }
    }
  });
  it('100 Continue over TLS, streamed → passed over', async () => {
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
  it('hints without end → given up when the time is up', async () => {
    const server = await serveBytes((socket) => {
      const more = (): void => void (socket.destroyed || socket.write(hints['100 Continue']!, more));
      more();
    });
    assert(KaptureError.is(await fault(post(server.origin, { timeoutMs: 300 })), 'timeout'));
  });
  it('a hint that breaks off → reset', async () => {
    const server = await serveBytes((socket) => socket.end('HTTP/1.1 100 Con'));
    assert(KaptureError.is(await fault(post(server.origin)), 'reset'));
  });
  it('another protocol, unasked (101) → an error', async () => {
    const server = await serveBytes((socket) =>
      socket.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    );
    assert(KaptureError.is(await fault(post(server.origin))));
  });
  it('a body that ends with its connection → whole', async () => {
    const server = await serveBytes((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nok'));
    const response = await post(server.origin);
    assert.deepEqual([response.body.toString(), response.broken], ['ok', false]);
  });

  const packers = { gzip: gzipSync, 'x-gzip': gzipSync, deflate: deflateSync, br: brotliCompressSync } as const;
  for (const [encoding, pack] of Object.entries(packers)) {
    for (const written of [encoding, ` ${encoding.toUpperCase()} `]) {
      it(`a response packed as "${written}" → unpacked`, async () => {
        const server = await serveHttp((response) =>
          response.writeHead(200, { 'content-encoding': written }).end(pack(text)),
        );
        assert.equal((await post(server.origin)).body.toString(), text);
      });
    }
    it(`a response packed as ${encoding}, of exactly the limit → whole; one byte more → too-large`, async () => {
      const server = await serveHttp((response, _request, count) =>
        response.writeHead(200, { 'content-encoding': encoding }).end(pack(Buffer.alloc(maxBytes + count - 1, 'x'))),
      );
      assert.equal((await post(server.origin)).body.length, maxBytes);
      assert(KaptureError.is(await fault(post(server.origin)), 'too-large'));
    });
    it(`a response packed as ${encoding} that is cut off → broken or reset, never taken for whole`, async () => {
      const packed = pack(Array.from({ length: 5000 }, (_item, index) => `${index} ${Math.sin(index)}`).join());
      const server = await serveHttp((response) =>
        response.writeHead(200, { 'content-encoding': encoding }).end(packed.subarray(0, packed.length >> 1)),
      );
      const outcome = await post(server.origin, { maxBytes: 10_000_000 }).catch((error: unknown) => error);
      if (KaptureError.is(outcome)) assert.equal(outcome.reason, 'reset');
      else assert.equal((outcome as TransportResponse).broken, true);
    });
  }
  for (const encoding of ['identity', 'zstd', 'constructor', 'toString', '__proto__', '']) {
    it(`content-encoding "${encoding}" → the bytes as they came`, async () => {
      const server = await serveHttp((response) => response.writeHead(200, { 'content-encoding': encoding }).end(text));
      assert.equal((await post(server.origin)).body.toString(), text);
    });
  }

  it('more than the limit → too-large, and the server is cut off', async () => {
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
  describe('a body that is taken where it is long', () => {
    const limits = { maxBytes: 10_000_000 };
    const long = Buffer.from(Array.from({ length: 300_000 }, (_, index) => String(index)).join());
    /** The response, and what was taken of it: copied, for a piece is gone when the next one comes. */
    const take = async (
      origin: string,
    ): Promise<{ response: TransportResponse; taken: Buffer; type: string | undefined }> => {
      const pieces: Buffer[] = [];
      let type: string | undefined;
      const takeLong: TransportRequest['takeLong'] = (headers) => {
        type = headers['content-type'];
        return { push: (piece) => void pieces.push(Buffer.from(piece)) };
      };
      return { response: await post(origin, { ...limits, takeLong }), taken: Buffer.concat(pieces), type };
    };
    const written: Readonly<Record<string, Parameters<typeof serveHttp>[0]>> = {
      'with a length': (response) =>
        response.writeHead(200, { 'content-type': 'text/x', 'content-length': long.length }).end(long),
      'in chunks': (response) => response.writeHead(200, { 'content-type': 'text/x' }).end(long),
      packed: (response) =>
        response.writeHead(200, { 'content-type': 'text/x', 'content-encoding': 'gzip' }).end(gzipSync(long)),
    };
    for (const [title, answer] of Object.entries(written)) {
      it(`${title} → every byte to its taker, none in the response`, async () => {
        const { response, taken, type } = await take((await serveHttp(answer)).origin);
        assert.deepEqual(
          [response.body.length, response.bytes, response.broken, type],
          [0, long.length, false, 'text/x'],
        );
        assert.ok(taken.equals(long));
      });
    }
    it('a megabyte → in the response; one byte more → to the taker', async () => {
      for (const [length, inResponse] of [
        [1_000_000, 1_000_000],
        [1_000_001, 0],
      ] as const) {
        const { response, taken } = await take(
          (await serveHttp((response) => response.end(Buffer.alloc(length)))).origin,
        );
        assert.deepEqual(
          [response.body.length, taken.length, response.bytes],
          [inResponse, length - inResponse, length],
        );
      }
    });
    it('one that breaks off → what came, broken', async () => {
      const server = await serveBytes((socket) =>
        socket.end(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${long.length * 2}\r\n\r\n`), long])),
      );
      const { response, taken } = await take(server.origin);
      assert.ok(response.broken && taken.equals(long));
    });
    it('more than the limit → too-large', async () => {
      const server = await serveHttp((response) => response.end(Buffer.alloc(limits.maxBytes + 1)));
      assert(KaptureError.is(await fault(take(server.origin)), 'too-large'));
    });
  });
  it('a redirect → returned with its address, not followed', async () => {
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
  it('cancelled before → nothing is sent', async () => {
    const server = await serveHttp((response) => response.end());
    assert(KaptureError.is(await fault(post(server.origin, { signal: AbortSignal.abort() })), 'cancelled'));
    assert.equal(server.requests.length, 0);
  });
  it('cancelled while the server thinks → cancelled, and the server is cut off', async () => {
    const abort = new AbortController();
    let closed: Promise<unknown> | undefined;
    const server = await serveHttp((response) => {
      closed = once(response, 'close');
      abort.abort();
    });
    assert(KaptureError.is(await fault(post(server.origin, { signal: abort.signal })), 'cancelled'));
    assert(closed);
    await closed;
  });
  it('cancelled in mid-body → cancelled, without what came', async () => {
    const abort = new AbortController();
    let closed: Promise<unknown> | undefined;
    const server = await serveHttp((response) => {
      closed = once(response, 'close');
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"status"', () => abort.abort());
    });
    assert(KaptureError.is(await fault(post(server.origin, { signal: abort.signal })), 'cancelled'));
    assert(closed);
    await closed;
  });
  it('a response that breaks off → what came, broken', async () => {
    const server = await serveBytes((socket) =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"status"', () => socket.end()),
    );
    const response = await post(server.origin);
    assert.deepEqual([response.status, response.body.toString(), response.broken], [200, '{"status"', true]);
  });
  it('a connection that waits for its reader, and then for more, again and again → the response, whole', async () => {
    const read = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
    const send = async (socket: Socket): Promise<void> => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 85\r\n\r\n');
      for (let sent = 0; sent < 85; sent++) {
        // Each by itself, one more than may lie unread, and then nothing until they have been read.
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
  it('somebody who stops reading in the middle, packed or not → the server is cut off', async () => {
    for (const encoding of ['identity', 'gzip']) {
      const cutOff = Promise.withResolvers<void>();
      const server = await serveHttp((response) => {
        response.once('close', cutOff.resolve);
        response.writeHead(200, { 'content-encoding': encoding });
        const packer = encoding === 'gzip' ? createGzip({ level: 0 }) : new PassThrough();
        packer.pipe(response);
        packer.write(Buffer.alloc(200_000, 'x'));
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
      await cutOff.promise;
    }
  });
  it('closed under way → an error, not a wait for ever', async () => {
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
  it('global fetch → its dispatcher is left alone', async () => {
    // In a process of its own: the first fetch of any test puts Node's own dispatcher there.
    const look = `await import(${JSON.stringify(new URL('../../../../src/kapture/index.ts', import.meta.url).href)});
      console.log(Object.getOwnPropertySymbols(globalThis).map(String).filter((name) => name.includes('undici')).join());`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', look]);
    assert.equal(stdout.trim(), '');
  });
});
