import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Readable, pipeline } from 'node:stream';
import { isMarkedAsUntransferable } from 'node:worker_threads';
import { retrySystemCertificates } from './certificates.ts';
import { Dispatchers } from './dispatchers.ts';
import { codeOf, reasonOfCode } from './errorCodes.ts';
import { KaptureError } from './kaptureError.ts';
import { IncomingResponse, type ResponseStart } from './incomingResponse.ts';
import type { Proxy, Route } from './network.ts';

export interface TransportRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The longest that the whole response may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Most bytes of a response, before decompression and after. */
  readonly maxBytes: number;
  /** Asked for what takes the body's pieces, where that is longer than {@link longBytes}; each is there until the next one comes. */
  readonly takeLong?: (headers: ResponseStart['headers']) => { push(piece: Buffer): void };
  readonly signal: AbortSignal | undefined;
  /** The way there; left out, directly. */
  readonly route?: Route;
}

export type StreamRequest = Omit<TransportRequest, 'takeLong'>;

export interface TransportResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for a long one that was taken. */
  readonly body: Buffer;
  /** Length of the body, unpacked. */
  readonly bytes: number;
  /** When its last byte came, by `performance.now()`. */
  readonly endedAt: number;
  /** How long it lay there until then because it was read more slowly than it came, in milliseconds. */
  readonly waitedMs: number;
  /** The connection broke before the body was whole; `body` is what came. */
  readonly broken: boolean;
}

/** A response whose body is still on its way. */
export interface StreamedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Unpacked. Each piece is there until the next one is asked for: then its memory is given back. Throws a
   * {@link KaptureError} where it breaks off; to stop reading ends the connection.
   */
  readonly body: AsyncIterable<Buffer>;
}

/** Sends a POST and returns whatever came back. Throws a {@link KaptureError} if nothing did. */
export interface Transport {
  post(request: TransportRequest): Promise<TransportResponse>;
  /**
   * The same for a response that is read as it comes. Here `timeoutMs` is the longest wait for the response to start, and for each piece of
   * it: one that goes on slowly is no failure, however long it takes, and ends when the signal says so.
   */
  stream(request: StreamRequest): Promise<StreamedResponse>;
  close(): Promise<void>;
}

export interface TransportOptions {
  /** The longest that each step of connecting may take, in milliseconds. */
  readonly connectTimeoutMs?: number;
}

/** A longer body is handed on as it comes. */
export const longBytes = 1_000_000;

const directRoute: Route = { usesSystemCertificates: true };

/** HTTP by undici: connections are kept, redirects are never followed, certificates are checked. */
export function createTransport({ connectTimeoutMs = 10_000 }: TransportOptions = {}): Transport {
  const dispatchers = new Dispatchers(connectTimeoutMs);
  return {
    post: (request) => post(dispatchers, request),
    stream: (request) => stream(dispatchers, request),
    close: () => dispatchers.close(),
  };
}

function post(dispatchers: Dispatchers, request: TransportRequest): Promise<TransportResponse> {
  return inTime(request, (url, incoming) => exchange(dispatchers, request, url, incoming));
}

/** Waits for what a request brings, but no longer than its time, and not once it is cancelled. */
async function inTime<Result>(
  request: Omit<StreamRequest, 'maxBytes'>,
  work: (url: URL, incoming: IncomingResponse) => Promise<Result>,
): Promise<Result> {
  const { signal, timeoutMs, route = directRoute } = request;
  const url = new URL(request.url);
  const { host } = url;
  const incoming = new IncomingResponse();
  // undici does not let go of a request that waits for its connection, so nobody waits for undici to do so.
  let giveUp: (error: KaptureError) => void = () => undefined;
  const givenUp = new Promise<never>((_resolve, reject) => {
    giveUp = (error) => {
      reject(error);
      incoming.abort(error);
    };
  });
  const cancel = (): void => giveUp(new KaptureError('cancelled', host, 'cancelled', signal?.reason));
  const deadline = setTimeout(
    () => giveUp(tooLate(host, timeoutMs, incoming.isSent ? undefined : route.proxy)),
    timeoutMs,
  );
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await Promise.race([givenUp, work(url, incoming)]);
  } catch (error) {
    const failure = KaptureError.is(error) ? error : translate(error, host);
    if (KaptureError.is(failure)) failure.wasSent = incoming.isSent;
    throw failure;
  } finally {
    clearTimeout(deadline);
    signal?.removeEventListener('abort', cancel);
  }
}

/** A proxy that is in between when the time is up is to blame: it has not led to the host yet. */
function tooLate(host: string, timeoutMs: number, proxy: Proxy | undefined): KaptureError {
  const cause = new Error(`Nothing came in ${timeoutMs} ms`);
  return proxy
    ? new KaptureError('proxy', host, `${proxy.name}: no answer in ${timeoutMs / 1000} s`, cause)
    : new KaptureError('timeout', host, `${timeoutMs} ms`, cause);
}

/** The start of the response. */
async function respond(
  dispatchers: Dispatchers,
  { url: written, headers, body, timeoutMs, route = directRoute }: Omit<StreamRequest, 'maxBytes'>,
  url: URL,
  incoming: IncomingResponse,
): Promise<ResponseStart> {
  const dispatcher = await dispatchers.get(url, route);
  if (!incoming.isAborted)
    dispatcher.dispatch(
      {
        // The path goes as it was typed: a URL object would rewrite a stray `?=`.
        origin: url.origin,
        path: written.slice(written.indexOf('/', written.indexOf('//') + 2)),
        method: 'POST',
        headers,
        body,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      },
      incoming,
    );
  try {
    return await incoming.start;
  } catch (error) {
    if (reasonOfCode(codeOf(error)) === 'tls') retrySystemCertificates();
    throw error;
  }
}

async function exchange(
  dispatchers: Dispatchers,
  request: TransportRequest,
  url: URL,
  incoming: IncomingResponse,
): Promise<TransportResponse> {
  const { maxBytes, takeLong } = request;
  const { status, headers } = await respond(dispatchers, request, url, incoming);
  const body = decoded(incoming, headers['content-encoding'], url.host, maxBytes);
  const giveBack = body === incoming ? memoryReturn() : undefined;
  const chunks: Buffer[] = [];
  let taker: { push(piece: Buffer): void } | undefined;
  let bytes = 0;
  let broken = false;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge(url.host, maxBytes);
      chunks.push(chunk);
      if (bytes <= longBytes || !takeLong) continue;
      taker ??= takeLong(headers);
      for (const piece of chunks.splice(0)) {
        taker.push(piece);
        giveBack?.(piece);
      }
    }
  } catch (error) {
    // What came of a response that broke off is shown; a client that gave up gets nothing.
    if (bytes === 0 || !KaptureError.is(translate(error, url.host), 'reset')) throw error;
    broken = true;
  }
  return {
    status,
    headers,
    body: Buffer.concat(chunks),
    bytes,
    broken,
    endedAt: incoming.endedAt,
    waitedMs: incoming.waitedMs,
  };
}

function stream(dispatchers: Dispatchers, request: StreamRequest): Promise<StreamedResponse> {
  return inTime(request, async (url, incoming) => {
    const { status, headers } = await respond(dispatchers, request, url, incoming);
    const { signal, maxBytes } = request;
    const body = decoded(incoming, headers['content-encoding'], url.host, maxBytes);
    const unpacked = body === incoming ? givenBack(incoming) : body;
    return { status, headers, body: translated(limited(unpacked, url.host, maxBytes), incoming, url.host, signal) };
  });
}

/** The body of a response that has started in time: it goes on until it is whole, or cancelled. */
async function* translated(
  body: AsyncIterable<Buffer>,
  incoming: IncomingResponse,
  host: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  const cancel = (): void => incoming.abort(new KaptureError('cancelled', host, 'cancelled', signal?.reason));
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    yield* body;
  } catch (error) {
    throw KaptureError.is(error) ? error : translate(error, host);
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

const unpackers = new Map([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/** The body, unpacked: we ask for no compression, but a gateway may compress all the same. */
function decoded(incoming: IncomingResponse, encoding = '', host: string, maxBytes: number): AsyncIterable<Buffer> {
  const unpack = unpackers.get(encoding.trim().toLowerCase());
  if (!unpack) return incoming;
  // A stream of a generator that waits lets go of it only when the next piece comes.
  return pipeline(
    // What unpacks to nothing has its limit too.
    Readable.from(limited(incoming, host, maxBytes)),
    unpack().once('close', () => incoming.abort(new Error('Nobody reads on'))),
    () => undefined,
  );
}

/** A body up to so many bytes; throws once there are more. */
async function* limited(body: AsyncIterable<Buffer>, host: string, maxBytes: number): AsyncGenerator<Buffer> {
  let left = maxBytes;
  for await (const piece of body) {
    yield left < piece.length ? piece.subarray(0, left) : piece;
    left -= piece.length;
    if (left < 0) throw tooLarge(host, maxBytes);
  }
}

function tooLarge(host: string, maxBytes: number): KaptureError {
  return new KaptureError('too-large', host, String(maxBytes));
}

async function* givenBack(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const giveBack = memoryReturn();
  for await (const piece of body) {
    giveBack(piece);
    yield piece;
  }
}

/**
 * Gives the memory of pieces back once one has come that lies elsewhere: the collector comes by so rarely, for so few
 * objects, that 60 MB of it would lie about. What the network filled holds nothing else, and there is nothing left in it
 * then; only a slab of Node's pool, which Node marks, is left alone.
 */
function memoryReturn(): (piece: Buffer) => void {
  let last: ArrayBufferLike | undefined;
  return ({ buffer }) => {
    if (last instanceof ArrayBuffer && last !== buffer && !isMarkedAsUntransferable(last)) last.transfer(0);
    last = buffer;
  };
}

/** An error of the system becomes one of ours; one that has no code is a mistake in the program and stays what it is. */
function translate(error: unknown, host: string): Error {
  // undici's parser puts what the server sent into its error: a body, which has no place there.
  if (error instanceof Error) Reflect.deleteProperty(error, 'data');
  const code = codeOf(error);
  if (!code) return error instanceof Error ? error : new Error(String(error));
  return new KaptureError(reasonOfCode(code), host, code, error);
}
