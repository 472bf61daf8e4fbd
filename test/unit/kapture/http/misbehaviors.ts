import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { KaptureErrorReason } from '../../../../src/kapture/http/kaptureError.ts';
import type { ResponseTrouble } from '../../../../src/kapture/responses/readResponse.ts';
import { closedPort, serveBytes, serveHttp, serveSilence, serveTls } from './localServer.ts';

/** A way in which a server misbehaves, and the expected outcome of a write to it. */
export interface Misbehavior {
  readonly name: string;
  /** Starts the server and returns its origin. */
  readonly start: () => Promise<string>;
  /** The reason if there is no response. */
  readonly reason?: KaptureErrorReason;
  /** The trouble if there is an unusable response. */
  readonly trouble?: ResponseTrouble;
}

/** The time limit of a request to such a server, in seconds. It is short only if the server exceeds it. */
export function secondsFor({ reason }: Misbehavior): number {
  return reason === 'timeout' ? 1 : 20;
}

/** The maximum size of a response in these tests. */
export const maxBytes = 100_000;

const json = { 'content-type': 'application/json' };
const bomb = Buffer.alloc(50_000_000, 0x20);

const noise = Array.from({ length: 2000 }, (_item, index) => `${index} ${Math.sin(index)}`).join();
const damaged = (packed: Buffer): Buffer =>
  Buffer.concat([
    packed.subarray(0, packed.length >> 1),
    Buffer.alloc(200),
    packed.subarray((packed.length >> 1) + 200),
  ]);

/** A server that sends these bytes and keeps the connection open. */
const bytes = (text: string) => async (): Promise<string> => (await serveBytes((socket) => socket.write(text))).origin;
/** A server that sends a byte every 20 ms and never completes. */
export async function drip(): Promise<string> {
  const server = await serveBytes((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n{');
    const timer = setInterval(() => socket.write(' '), 20);
    socket.on('close', () => clearInterval(timer));
  });
  return server.origin;
}
const responses =
  (status: number, headers: Record<string, string>, body: string | Buffer) => async (): Promise<string> =>
    (await serveHttp((response) => response.writeHead(status, headers).end(body))).origin;

export const misbehaviors: readonly Misbehavior[] = [
  { name: 'a port without a server', start: closedPort, reason: 'refused' },
  {
    name: 'a host that does not exist',
    start: () => Promise.resolve('https://kapture-test.invalid'),
    reason: 'name-not-found',
  },
  {
    name: 'a self-signed certificate',
    start: async () => (await serveTls((response) => response.end('{}'))).origin,
    reason: 'tls',
  },
  {
    name: 'no TLS where TLS is expected',
    start: async () => (await serveHttp((response) => response.end('{}'))).origin.replace('http:', 'https:'),
    reason: 'tls',
  },
  { name: 'silence', start: async () => (await serveBytes(() => undefined)).origin, reason: 'timeout' },
  { name: 'half a head, then silence', start: bytes('HTTP/1.1 200 OK\r\ncontent-le'), reason: 'timeout' },
  {
    name: 'half a body, then silence',
    start: bytes('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"status"'),
    reason: 'timeout',
  },
  { name: 'a body that arrives a byte at a time and never ends', start: drip, reason: 'timeout' },
  {
    name: 'silence where TLS is expected',
    start: async () => (await serveSilence()).origin.replace('http:', 'https:'),
    reason: 'timeout',
  },
  {
    name: 'a reset before the response',
    start: async () => (await serveBytes((socket) => socket.resetAndDestroy())).origin,
    reason: 'reset',
  },
  {
    name: 'a connection that is closed before the response',
    start: async () => (await serveBytes((socket) => socket.end())).origin,
    reason: 'reset',
  },
  {
    name: 'a connection that is closed in the head',
    start: async () => (await serveBytes((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-le'))).origin,
    reason: 'reset',
  },
  {
    name: 'a connection that is closed before the body',
    start: async () =>
      (await serveBytes((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n'))).origin,
    reason: 'reset',
  },
  {
    name: 'a connection that is closed in the body',
    start: async () =>
      (await serveBytes((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"status"'))).origin,
    trouble: 'truncated',
  },
  {
    name: 'a connection that is closed between chunks',
    start: async () =>
      (
        await serveBytes((socket) =>
          socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\n{"status"\r\n'),
        )
      ).origin,
    trouble: 'truncated',
  },
  { name: 'an SSH greeting', start: bytes('SSH-2.0-OpenSSH_9.6\r\n'), reason: 'not-http' },
  {
    name: 'a chunk size that is not a number',
    start: bytes('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'),
    reason: 'not-http',
  },
  {
    name: 'a login page',
    start: responses(200, { 'content-type': 'text/html' }, '<!doctype html><title>Log in</title>'),
    trouble: 'not-json',
  },
  {
    name: "a gateway's error page",
    start: responses(502, { 'content-type': 'text/html' }, '<h1>Bad gateway</h1>'),
    trouble: 'server-error',
  },
  {
    name: 'truncated JSON in a complete response',
    start: responses(200, json, '{"status": "succ'),
    trouble: 'truncated',
  },
  { name: 'an empty response', start: responses(200, json, ''), trouble: 'not-json' },
  { name: 'an unknown envelope', start: responses(200, json, '{"ok": 1}'), trouble: 'unknown-envelope' },
  {
    name: 'a refused key',
    start: responses(401, json, '{"message": "Invalid Auth Key", "status": "failed"}'),
    trouble: 'unauthorized',
  },
  {
    name: 'too many requests',
    start: responses(429, json, '{"message": "Slow down", "status": "failed"}'),
    trouble: 'rate-limited',
  },
  {
    name: 'a server error',
    start: responses(500, json, '{"message": "Oops", "status": "failed"}'),
    trouble: 'server-error',
  },
  {
    name: 'a redirect',
    start: responses(302, { location: 'http://127.0.0.1:1/elsewhere' }, ''),
    trouble: 'redirected',
  },
  {
    name: 'a response that is too large',
    start: responses(200, json, bomb.subarray(0, maxBytes + 1)),
    reason: 'too-large',
  },
  {
    name: 'a gzip bomb',
    start: responses(200, { ...json, 'content-encoding': 'gzip' }, gzipSync(bomb)),
    reason: 'too-large',
  },
  {
    name: 'a Brotli bomb',
    start: responses(200, { ...json, 'content-encoding': 'br' }, brotliCompressSync(bomb)),
    reason: 'too-large',
  },
  {
    name: 'a deflate bomb',
    start: responses(200, { ...json, 'content-encoding': 'deflate' }, deflateSync(bomb)),
    reason: 'too-large',
  },
  {
    name: 'a body that is not gzip',
    start: responses(200, { ...json, 'content-encoding': 'gzip' }, '{"status": "success"}'),
    reason: 'corrupt',
  },
  {
    name: 'a body that is not Brotli',
    start: responses(200, { ...json, 'content-encoding': 'br' }, '{"status": "success"}'),
    reason: 'corrupt',
  },
  {
    name: 'a body that is not deflate',
    start: responses(200, { ...json, 'content-encoding': 'deflate' }, '{"status": "success"}'),
    reason: 'corrupt',
  },
  {
    name: 'damaged gzip',
    start: responses(200, { ...json, 'content-encoding': 'gzip' }, damaged(gzipSync(noise))),
    reason: 'corrupt',
  },
];
