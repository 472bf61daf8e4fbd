import { pipeline, Readable } from 'node:stream';
import { isMarkedAsUntransferable } from 'node:worker_threads';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { requestTarget } from '../connection/connection.ts';
import { Dispatchers } from './dispatchers.ts';
import { IncomingResponse, longBodyBytes, type ResponseStart } from './incomingResponse.ts';
import { codeOf, KaptureError, reasonOfCode } from './kaptureError.ts';
import type { Proxy, Route } from './network.ts';

export interface TransportRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Time limit for the complete response, in milliseconds. */
  readonly timeoutMs: number;
  /** Maximum size of a response in bytes, both compressed and decompressed. */
  readonly maxBytes: number;
  /**
   * Called for a body longer than {@link longBodyBytes}; the result receives its chunks. A chunk is valid until the
   * next one.
   */
  readonly openLongBody?: (headers: ResponseStart['headers']) => { push(chunk: Buffer): void };
  readonly signal: AbortSignal | undefined;
  /** How the server is reached; directly by default. */
  readonly route?: Route;
}

export type StreamRequest = Omit<TransportRequest, 'openLongBody'>;

export interface TransportResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty if `openLongBody` received the body. */
  readonly body: Buffer;
  /** The size of the decompressed body. */
  readonly bytes: number;
  /** When the last byte was received, by `performance.now()`. */
  readonly endedAt: number;
  /** The connection was closed before the body was complete; `body` is what was received. */
  readonly endedEarly: boolean;
}

/** A response whose body is read while it is received. */
export interface StreamedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The decompressed body. A chunk is valid until the next one is read, and then its memory is released. Throws a
   * {@link KaptureError} if the response ends early. The connection is closed when the reader stops.
   */
  readonly body: AsyncIterable<Buffer>;
}

export interface Transport {
  /** Sends a POST and returns any response, whatever its status. Throws a {@link KaptureError} if there is none. */
  post(request: TransportRequest): Promise<TransportResponse>;
  /**
   * Like {@link post}, for a response that is read while it is received. `timeoutMs` is the time limit for the start of
   * the response and for each chunk: a slow response is not a failure, however long it takes. The signal aborts it.
   */
  stream(request: StreamRequest): Promise<StreamedResponse>;
  close(): Promise<void>;
}

export interface TransportOptions {
  /** Time limit for each step of connecting, in milliseconds. */
  readonly connectTimeoutMs?: number;
}

const directRoute: Route = { usesSystemCertificates: true };

/** HTTP by undici: connections are reused, redirects are never followed, certificates are always checked. */
export function createTransport({ connectTimeoutMs = 10_000 }: TransportOptions = {}): Transport {
  const dispatchers = new Dispatchers(connectTimeoutMs);
  return {
    post: (request) => post(dispatchers, request),
    stream: (request) => stream(dispatchers, request),
    close: () => dispatchers.close(),
  };
}

function post(dispatchers: Dispatchers, request: TransportRequest): Promise<TransportResponse> {
  return withTimeout(request, (url, incoming) => exchange(dispatchers, request, url, incoming));
}

/** Runs the work of a request until it completes, its time limit is reached, or it is canceled. */
async function withTimeout<Result>(
  request: Omit<StreamRequest, 'maxBytes'>,
  work: (url: URL, incoming: IncomingResponse) => Promise<Result>,
): Promise<Result> {
  const { signal, timeoutMs, route = directRoute } = request;
  const url = new URL(request.url);
  const { host } = url;
  const incoming = new IncomingResponse();
  // undici does not abort a request that waits for its connection, so the result does not wait for undici.
  let giveUp: (error: KaptureError) => void = () => undefined;
  const givenUp = new Promise<never>((_resolve, reject) => {
    giveUp = (error) => {
      reject(error);
      incoming.abort(error);
    };
  });
  const cancel = (): void => giveUp(new KaptureError('canceled', host, 'canceled', signal?.reason));
  const deadline = setTimeout(
    () => giveUp(timeoutError(host, timeoutMs, incoming.isSent ? undefined : route.proxy)),
    timeoutMs,
  );
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await Promise.race([givenUp, work(url, incoming)]);
  } catch (error) {
    const failure = KaptureError.is(error) ? error : toKaptureError(error, host);
    if (KaptureError.is(failure)) failure.wasSent = incoming.isSent;
    throw failure;
  } finally {
    clearTimeout(deadline);
    signal?.removeEventListener('abort', cancel);
  }
}

/** `proxy` is set if the request was not sent yet, which means that the proxy took too long to open the tunnel. */
function timeoutError(host: string, timeoutMs: number, proxy: Proxy | undefined): KaptureError {
  const cause = new Error(`No response within ${timeoutMs} ms`);
  return proxy
    ? new KaptureError('proxy', host, `${proxy.name}: no response within ${timeoutMs / 1000} s`, cause)
    : new KaptureError('timeout', host, `${timeoutMs} ms`, cause);
}

/** Sends the request and waits for the start of the response. */
async function respond(
  dispatchers: Dispatchers,
  { url: typedUrl, headers, body, timeoutMs, route = directRoute }: Omit<StreamRequest, 'maxBytes'>,
  url: URL,
  incoming: IncomingResponse,
): Promise<ResponseStart> {
  const dispatcher = await dispatchers.get(url, route);
  if (!incoming.isAborted)
    dispatcher.dispatch(
      {
        origin: url.origin,
        path: requestTarget(typedUrl),
        method: 'POST',
        headers,
        body,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      },
      incoming,
    );
  return incoming.start;
}

async function exchange(
  dispatchers: Dispatchers,
  request: TransportRequest,
  url: URL,
  incoming: IncomingResponse,
): Promise<TransportResponse> {
  const { maxBytes, openLongBody } = request;
  const { status, headers } = await respond(dispatchers, request, url, incoming);
  const body = decompressed(incoming, headers['content-encoding'], url.host, maxBytes);
  const release = body === incoming ? memoryReleaser() : undefined;
  const chunks: Buffer[] = [];
  let longBody: { push(chunk: Buffer): void } | undefined;
  let bytes = 0;
  let endedEarly = false;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLargeError(url.host, maxBytes);
      chunks.push(chunk);
      if (bytes <= longBodyBytes || !openLongBody) continue;
      longBody ??= openLongBody(headers);
      for (const received of chunks.splice(0)) {
        longBody.push(received);
        release?.(received);
      }
    }
  } catch (error) {
    // A response that the server ended early is shown as far as it was received, unlike one that the client aborted.
    if (bytes === 0 || !KaptureError.is(toKaptureError(error, url.host), 'reset')) throw error;
    endedEarly = true;
  }
  return {
    status,
    headers,
    body: Buffer.concat(chunks),
    bytes,
    endedEarly,
    endedAt: incoming.endedAt,
  };
}

function stream(dispatchers: Dispatchers, request: StreamRequest): Promise<StreamedResponse> {
  return withTimeout(request, async (url, incoming) => {
    const { status, headers } = await respond(dispatchers, request, url, incoming);
    const { signal, maxBytes } = request;
    const body = decompressed(incoming, headers['content-encoding'], url.host, maxBytes);
    const chunks = body === incoming ? releasingMemory(incoming) : body;
    return { status, headers, body: cancellable(limited(chunks, url.host, maxBytes), incoming, url.host, signal) };
  });
}

/** The body of a response until it is complete or canceled. Its errors become {@link KaptureError}s. */
async function* cancellable(
  body: AsyncIterable<Buffer>,
  incoming: IncomingResponse,
  host: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  const cancel = (): void => incoming.abort(new KaptureError('canceled', host, 'canceled', signal?.reason));
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    yield* body;
  } catch (error) {
    throw KaptureError.is(error) ? error : toKaptureError(error, host);
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

const decompressors = new Map([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/** The decompressed body. Requests do not ask for compression, but a gateway may compress anyway. */
function decompressed(
  incoming: IncomingResponse,
  encoding = '',
  host: string,
  maxBytes: number,
): AsyncIterable<Buffer> {
  const decompress = decompressors.get(encoding.trim().toLowerCase());
  if (!decompress) return incoming;
  return pipeline(
    // Limits the compressed size as well, because a body of any size can decompress to nothing.
    Readable.from(limited(incoming, host, maxBytes)),
    // A stream from a waiting generator would stop only at the next chunk, so closing it aborts the response.
    decompress().once('close', () => incoming.abort(new Error('The reader stopped'))),
    () => undefined,
  );
}

/** A body of at most `maxBytes` bytes. Throws a {@link KaptureError} (`too-large`) if there are more. */
async function* limited(body: AsyncIterable<Buffer>, host: string, maxBytes: number): AsyncGenerator<Buffer> {
  let left = maxBytes;
  for await (const chunk of body) {
    yield left < chunk.length ? chunk.subarray(0, left) : chunk;
    left -= chunk.length;
    if (left < 0) throw tooLargeError(host, maxBytes);
  }
}

function tooLargeError(host: string, maxBytes: number): KaptureError {
  return new KaptureError('too-large', host, String(maxBytes));
}

async function* releasingMemory(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const release = memoryReleaser();
  for await (const chunk of body) {
    release(chunk);
    yield chunk;
  }
}

/**
 * Releases the memory of chunks once a chunk arrives in another buffer. There are so few objects that garbage
 * collection rarely starts, and 60 MB would accumulate. A buffer from the network contains nothing but chunks, all of
 * which were read before. Slabs of Node's pool are shared, so they are not released; Node marks them as untransferable.
 */
function memoryReleaser(): (chunk: Buffer) => void {
  let last: ArrayBufferLike | undefined;
  return ({ buffer }) => {
    if (last instanceof ArrayBuffer && last !== buffer && !isMarkedAsUntransferable(last)) last.transfer(0);
    last = buffer;
  };
}

/** Converts a system error to a {@link KaptureError}. An error without a code is a bug and stays unchanged. */
function toKaptureError(error: unknown, host: string): Error {
  const code = codeOf(error);
  if (!code) return error instanceof Error ? error : new Error(String(error));
  return new KaptureError(reasonOfCode(code), host, code, error);
}
