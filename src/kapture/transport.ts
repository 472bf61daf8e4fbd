import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { pipeline, type Readable } from 'node:stream';
import api from 'undici/lib/api/index.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import type { Dispatcher } from 'undici';
import { KaptureError, type KaptureErrorReason } from './errors.ts';

export interface TransportRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The longest that the whole reply may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Most bytes of a reply, after decompression. */
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
}

export interface TransportReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The connection broke before the body was whole; `body` is what came. */
  readonly broken: boolean;
}

/** Sends a POST and returns whatever came back. Throws a {@link KaptureError} if nothing did. */
export interface Transport {
  post(request: TransportRequest): Promise<TransportReply>;
  close(): Promise<void>;
}

const connectTimeoutMs = 10_000;

/** HTTP by undici: connections are kept, redirects are never followed, certificates are checked. */
export function createTransport(): Transport {
  const agent = new Agent({ connect: { timeout: connectTimeoutMs }, connections: 16 });
  return { post: (request) => post(agent, request), close: () => agent.destroy() };
}

async function post(agent: Dispatcher, request: TransportRequest): Promise<TransportReply> {
  const { signal, timeoutMs } = request;
  const { host } = new URL(request.url);
  // One signal for Cancel and deadline; AbortSignal.any costs as much as the request itself on loopback.
  const stop = new AbortController();
  let isLate = false;
  const cancel = (): void => stop.abort();
  const deadline = setTimeout(() => {
    isLate = true;
    stop.abort();
  }, timeoutMs);
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await exchange(agent, request, host, stop.signal);
  } catch (error) {
    if (KaptureError.is(error)) throw error;
    // Of two reasons to stop, the user's says more.
    throw isLate && !signal?.aborted ? new KaptureError('timeout', host, `${timeoutMs} ms`, error) : translate(error, host, signal);
  } finally {
    clearTimeout(deadline);
    signal?.removeEventListener('abort', cancel);
  }
}

async function exchange(agent: Dispatcher, { url, headers, body, timeoutMs, maxBytes }: TransportRequest, host: string, signal: AbortSignal): Promise<TransportReply> {
  // undici's index is what gives an Agent its methods, and it takes over the host's fetch; so the method is lent instead.
  const response: Dispatcher.ResponseData<unknown> = await api.request.call(agent, {
    // The path goes as it was typed: a URL object would rewrite a stray `?=`.
    origin: new URL(url).origin, path: url.slice(url.indexOf('/', url.indexOf('//') + 2)), method: 'POST',
    headers, body, headersTimeout: timeoutMs, bodyTimeout: timeoutMs, signal,
  });
  const received = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value ?? '']));
  const chunks: Buffer[] = [];
  let bytes = 0;
  let broken = false;
  try {
    for await (const chunk of decoded(response.body, received['content-encoding'])) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new KaptureError('too-large', host, String(maxBytes));
      chunks.push(chunk);
    }
  } catch (error) {
    // What came of a reply that broke off is shown; a client that gave up gets nothing.
    if (bytes === 0 || signal.aborted || !KaptureError.is(translate(error, host, signal), 'reset')) throw error;
    broken = true;
  }
  return { status: response.statusCode, headers: received, body: Buffer.concat(chunks), broken };
}

const unpackers = new Map([['gzip', createGunzip], ['x-gzip', createGunzip], ['deflate', createInflate], ['br', createBrotliDecompress]]);

/** The body, unpacked: we ask for no compression, but a gateway may compress all the same. */
function decoded(body: Readable, encoding = ''): AsyncIterable<Buffer> {
  const unpack = unpackers.get(encoding.trim().toLowerCase());
  return unpack ? pipeline(body, unpack(), () => undefined) : body;
}

/** Node's and undici's error codes, and what they mean for the user. OpenSSL's certificate codes have no common form. */
const reasons: readonly (readonly [RegExp, KaptureErrorReason])[] = [
  [/^(ENOTFOUND|EAI_AGAIN|EAI_NODATA|EAI_NONAME)$/, 'name-not-found'],
  [/^ECONNREFUSED$/, 'refused'],
  [/^(UND_ERR_CONNECT_TIMEOUT|UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|ETIMEDOUT)$/, 'timeout'],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|Z_BUF_ERROR)$/, 'reset'],
  [/^HPE_/, 'not-http'],
  [/^(ERR_TLS_.*|ERR_SSL_.*|EPROTO|CERT_.*|.*_CERT|.*CERT_.*|.*SIGNATURE.*|UNABLE_TO_.*|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH_EXCEEDED)$/, 'tls'],
];

/** An error of the system becomes one of ours; one that has no code is a mistake in the program and stays what it is. */
function translate(error: unknown, host: string, signal: AbortSignal | undefined): Error {
  // undici's parser puts what the server sent into its error: a body, which has no place there.
  if (error instanceof Error) Reflect.deleteProperty(error, 'data');
  if (signal?.aborted) return new KaptureError('cancelled', host, 'cancelled', error);
  const code = codeOf(error);
  if (!code) return error instanceof Error ? error : new Error(String(error));
  return new KaptureError(reasons.find(([pattern]) => pattern.test(code))?.[1] ?? 'network', host, code, error);
}

/** The first code along an error and its causes; of several tries (IPv6, IPv4) that of the last. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { code, cause } = error as Error & { code?: unknown };
  const inner = error instanceof AggregateError ? codeOf(error.errors.at(-1)) : codeOf(cause);
  // undici forgets to give its parser's errors their codes.
  return inner || (typeof code === 'string' ? code : error.name === 'HTTPParserError' ? 'HPE_INVALID' : '');
}
