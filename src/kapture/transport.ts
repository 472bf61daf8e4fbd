import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { isMarkedAsUntransferable } from 'node:worker_threads';
import requestWith from 'undici/lib/api/api-request.js';
import type { Dispatcher } from 'undici';
import { Dispatchers } from './dispatchers.ts';
import { codeOf, reasonOfCode } from './errorCodes.ts';
import { KaptureError } from './errors.ts';
import type { Proxy, Route } from './network.ts';

export interface TransportRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The longest that the whole reply may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Most bytes of a reply, after decompression. */
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
  /** The way there; left out, directly. */
  readonly route?: Route;
}

export type StreamRequest = Omit<TransportRequest, 'maxBytes'>;

export interface TransportReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The connection broke before the body was whole; `body` is what came. */
  readonly broken: boolean;
}

/** A reply whose body is still on its way. */
export interface StreamedReply {
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
  post(request: TransportRequest): Promise<TransportReply>;
  /**
   * The same for a reply of any size. Here `timeoutMs` is the longest wait for the reply to start, and for each piece of
   * it: one that goes on slowly is no failure, however long it takes, and ends when the signal says so.
   */
  stream(request: StreamRequest): Promise<StreamedReply>;
  close(): Promise<void>;
}

export interface TransportOptions {
  /** The longest that each step of connecting may take, in milliseconds. */
  readonly connectTimeoutMs?: number;
}

interface Progress {
  /** Whether a byte of the request may have left. */
  isSent: boolean;
}

/** A body that is longer is taken into one piece of memory, if its length is said. */
const longBytes = 1_000_000;

const directRoute: Route = { usesSystemCertificates: true };

/** HTTP by undici: connections are kept, redirects are never followed, certificates are checked. */
export function createTransport({ connectTimeoutMs = 10_000 }: TransportOptions = {}): Transport {
  const dispatchers = new Dispatchers(connectTimeoutMs);
  return { post: (request) => post(dispatchers, request), stream: (request) => stream(dispatchers, request), close: () => dispatchers.close() };
}

function post(dispatchers: Dispatchers, request: TransportRequest): Promise<TransportReply> {
  return inTime(request, (host, progress, signal) => exchange(dispatchers, request, host, progress, signal));
}

/** Waits for what a request brings, but no longer than its time, and not once it is cancelled. */
async function inTime<Result>(request: StreamRequest, work: (host: string, progress: Progress, signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const { signal, timeoutMs, route = directRoute } = request;
  const { host } = new URL(request.url);
  // One signal for Cancel and deadline; AbortSignal.any costs as much as the request itself on loopback.
  const stop = new AbortController();
  const progress: Progress = { isSent: false };
  // undici does not let go of a request that waits for its connection, so nobody waits for undici to do so.
  let giveUp: (error: KaptureError) => void = () => undefined;
  const givenUp = new Promise<never>((_resolve, reject) => {
    giveUp = (error) => {
      reject(error);
      stop.abort();
    };
  });
  const cancel = (): void => giveUp(new KaptureError('cancelled', host, 'cancelled', signal?.reason));
  const deadline = setTimeout(() => giveUp(tooLate(host, timeoutMs, progress.isSent ? undefined : route.proxy)), timeoutMs);
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await Promise.race([givenUp, work(host, progress, stop.signal)]);
  } catch (error) {
    const failure = KaptureError.is(error) ? error : translate(error, host);
    if (KaptureError.is(failure)) failure.wasSent = progress.isSent;
    throw failure;
  } finally {
    clearTimeout(deadline);
    signal?.removeEventListener('abort', cancel);
  }
}

/** A proxy that is in between when the time is up is to blame: it has not led to the host yet. */
function tooLate(host: string, timeoutMs: number, proxy: Proxy | undefined): KaptureError {
  const cause = new Error(`Nothing came in ${timeoutMs} ms`);
  return proxy ? new KaptureError('proxy', host, `${proxy.name}: no answer in ${timeoutMs / 1000} s`, cause) : new KaptureError('timeout', host, `${timeoutMs} ms`, cause);
}

/** The start of the reply. */
async function respond(dispatchers: Dispatchers, request: StreamRequest, progress: Progress, signal: AbortSignal): Promise<Dispatcher.ResponseData<unknown>> {
  const { url, headers, body, timeoutMs, route = directRoute } = request;
  signal.throwIfAborted();
  const dispatcher = await dispatchers.get(new URL(url), route);
  signal.throwIfAborted();
  // undici's index is what gives an Agent its methods, and it takes over the host's fetch; so the method is lent instead.
  return requestWith.call(noting(dispatcher, progress), {
    // The path goes as it was typed: a URL object would rewrite a stray `?=`.
    origin: new URL(url).origin, path: url.slice(url.indexOf('/', url.indexOf('//') + 2)), method: 'POST',
    headers, body, headersTimeout: timeoutMs, bodyTimeout: timeoutMs, signal,
  });
}

async function exchange(dispatchers: Dispatchers, request: TransportRequest, host: string, progress: Progress, signal: AbortSignal): Promise<TransportReply> {
  const { maxBytes } = request;
  const response = await respond(dispatchers, request, progress, signal);
  const received = plainHeaders(response);
  const encoding = received['content-encoding'];
  const length = Number(received['content-length']);
  // Of a long one that lay there in pieces, there would be two for a moment.
  const whole = !encoding && length > longBytes && length <= maxBytes ? Buffer.allocUnsafeSlow(length) : undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  let broken = false;
  try {
    for await (const chunk of whole ? pieces(response.body, encoding) : decoded(response.body, encoding)) {
      if (bytes + chunk.length > maxBytes) throw new KaptureError('too-large', host, String(maxBytes));
      if (whole) whole.set(chunk, bytes);
      else chunks.push(chunk);
      bytes += chunk.length;
    }
  } catch (error) {
    // What came of a reply that broke off is shown; a client that gave up gets nothing.
    if (bytes === 0 || signal.aborted || !KaptureError.is(translate(error, host), 'reset')) throw error;
    broken = true;
  }
  return { status: response.statusCode, headers: received, body: whole?.subarray(0, bytes) ?? Buffer.concat(chunks), broken };
}

function stream(dispatchers: Dispatchers, request: StreamRequest): Promise<StreamedReply> {
  const { signal } = request;
  return inTime(request, async (host, progress, inTimeSignal) => {
    // The body goes on when the reply has started in time.
    const response = await respond(dispatchers, request, progress, signal ? AbortSignal.any([signal, inTimeSignal]) : inTimeSignal);
    const headers = plainHeaders(response);
    return { status: response.statusCode, headers, body: translated(pieces(response.body, headers['content-encoding']), host, signal) };
  });
}

async function* translated(body: AsyncIterable<Buffer>, host: string, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  try {
    yield* body;
  } catch (error) {
    throw signal?.aborted ? new KaptureError('cancelled', host, 'cancelled', signal.reason) : translate(error, host);
  }
}

function plainHeaders({ headers }: Dispatcher.ResponseData<unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value ?? '']));
}

/** A dispatcher that notes when the request is about to be written: until then no byte of it has left. */
function noting(dispatcher: Dispatcher, progress: Progress): Pick<Dispatcher, 'dispatch'> {
  return {
    dispatch: (options, handler) => {
      const onConnect = handler.onConnect?.bind(handler);
      handler.onConnect = (abort) => {
        progress.isSent = true;
        onConnect?.(abort);
      };
      return dispatcher.dispatch(options, handler);
    },
  };
}

const unpackers = new Map([['gzip', createGunzip], ['x-gzip', createGunzip], ['deflate', createInflate], ['br', createBrotliDecompress]]);

/** The body, unpacked: we ask for no compression, but a gateway may compress all the same. */
function decoded(body: Readable, encoding = ''): AsyncIterable<Buffer> {
  const unpack = unpackers.get(encoding.trim().toLowerCase());
  return unpack ? pipeline(body, unpack(), () => undefined) : body;
}

/** A body as it came from the network, unless it is packed. */
function pieces(body: Readable, encoding: string | undefined): AsyncIterable<Buffer> {
  const unpacked = decoded(body, encoding);
  // Read from the body itself, pieces that wait would come as one, copied.
  return unpacked === body ? givenBack(pipeline(body, new PassThrough({ readableObjectMode: true }), () => undefined)) : unpacked;
}

/**
 * Gives the memory of pieces back once one has come that lies elsewhere: the collector comes by so rarely, for so few
 * objects, that 60 MB of it would lie about. What the network filled holds nothing else, and there is nothing left in it
 * then; only a slab of Node's pool, which Node marks, is left alone.
 */
async function* givenBack(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let last: ArrayBufferLike | undefined;
  for await (const piece of body) {
    if (last instanceof ArrayBuffer && last !== piece.buffer && !isMarkedAsUntransferable(last)) last.transfer(0);
    last = piece.buffer;
    yield piece;
  }
}

/** An error of the system becomes one of ours; one that has no code is a mistake in the program and stays what it is. */
function translate(error: unknown, host: string): Error {
  // undici's parser puts what the server sent into its error: a body, which has no place there.
  if (error instanceof Error) Reflect.deleteProperty(error, 'data');
  const code = codeOf(error);
  if (!code) return error instanceof Error ? error : new Error(String(error));
  return new KaptureError(reasonOfCode(code), host, code, error);
}
