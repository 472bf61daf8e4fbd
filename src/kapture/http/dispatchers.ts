import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, getCACertificates } from 'node:tls';
import { Worker } from 'node:worker_threads';
import type { buildConnector as Connectors, Dispatcher } from 'undici';
import connect from 'undici/lib/api/api-connect.js';
import buildConnector from 'undici/lib/core/connect.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import { codeOf, KaptureError, reasonOfCode } from './kaptureError.ts';
import type { Proxy, Route } from './network.ts';

/** Caches a dispatcher per route, so that requests by the same route share connections. */
export class Dispatchers {
  readonly #connectTimeoutMs: number;
  readonly #cache = new Map<string, readonly [Dispatcher, ...Dispatcher[]]>();

  /** `connectTimeoutMs`: time limit for each step of connecting. */
  constructor(connectTimeoutMs: number) {
    this.#connectTimeoutMs = connectTimeoutMs;
  }

  /**
   * The dispatcher for a URL and a route. Throws a {@link KaptureError} if the connection's certificates cannot be
   * read.
   */
  async get(url: URL, route: Route): Promise<Dispatcher> {
    // Plain http is allowed on loopback only, which is always reached directly.
    if (url.protocol === 'http:')
      return this.#cached('plain', () => [this.#agent({ timeout: this.#connectTimeoutMs })]);
    const { proxy, usesSystemCertificates, caFile } = route;
    const own = caFile === undefined ? [] : await readCertificates(caFile, url.host);
    const system = usesSystemCertificates ? await systemCertificates() : [];
    const key = JSON.stringify([proxy, usesSystemCertificates, own]);
    return this.#cached(key, () => this.#makeSecure(proxy, trustedCertificates(system, own)));
  }

  /** Closes every connection and aborts the requests in progress. */
  async close(): Promise<void> {
    await Promise.all([...this.#cache.values()].flat().map((dispatcher) => dispatcher.destroy()));
    this.#cache.clear();
  }

  #cached(key: string, create: () => readonly [Dispatcher, ...Dispatcher[]]): Dispatcher {
    const dispatchers = this.#cache.get(key) ?? create();
    this.#cache.set(key, dispatchers);
    return dispatchers[0];
  }

  #makeSecure(proxy: Proxy | undefined, ca: string[]): readonly [Dispatcher, ...Dispatcher[]] {
    // All connections share one context, because creating it takes longer than a request. VS Code patches `tls.connect`
    // to add the system's certificates, but not if there is a `ca`. NODE_TLS_REJECT_UNAUTHORIZED is ignored.
    const tls = {
      timeout: this.#connectTimeoutMs,
      secureContext: createSecureContext({ ca }),
      ca,
      rejectUnauthorized: true,
    };
    if (!proxy) return [this.#agent(tls)];
    const connect = buildConnector({ ...tls, rejectUnauthorized: proxy.checksCertificate });
    // Without this, undici would expect the proxy to have the certificate of the tunnel's host.
    const toProxy = this.#agent((options, callback) => connect({ ...options, servername: '' }, callback));
    return [this.#agent(tunnelThrough(proxy, toProxy, buildConnector(tls), this.#connectTimeoutMs)), toProxy];
  }

  #agent(connection: Connectors.BuildOptions | Connectors.connector): Dispatcher {
    return new Agent({ connect: connection, connections: 16 });
  }
}

/**
 * Connects to servers through a proxy's tunnel (CONNECT, RFC 9110). undici's ProxyAgent does not report whether the
 * proxy failed, and requires methods that only undici's index adds to agents.
 */
function tunnelThrough(
  proxy: Proxy,
  toProxy: Dispatcher,
  connectInside: Connectors.connector,
  timeoutMs: number,
): Connectors.connector {
  return (options, callback) => {
    const authority = options.port ? options.host! : `${options.host}:443`;
    const fail = (error: KaptureError): void => callback(error, null);
    connect
      .call(toProxy, {
        origin: proxy.origin,
        path: authority,
        headersTimeout: timeoutMs,
        headers: {
          host: authority,
          ...(proxy.authorization !== undefined && { 'proxy-authorization': proxy.authorization }),
        },
      })
      .then(({ statusCode, socket }) => {
        if (statusCode >= 200 && statusCode < 300) {
          connectInside(
            { ...options, httpSocket: socket as Connectors.Options['httpSocket'] & object },
            (error, secured) => {
              if (error) fail(new KaptureError(reasonOfCode(codeOf(error)), options.host!, codeOf(error), error));
              else callback(null, secured);
            },
          );
          return;
        }
        socket.on('error', () => undefined).destroy();
        fail(
          new KaptureError(
            statusCode === 407 ? 'proxy-auth' : 'proxy',
            options.host!,
            `${proxy.name}: HTTP ${statusCode}`,
          ),
        );
      })
      .catch((error: unknown) =>
        fail(new KaptureError('proxy', options.host!, `${proxy.name}: ${codeOf(error)}`, error)),
      );
  };
}

/**
 * The certificates to trust, in PEM: Node's own, those of `NODE_EXTRA_CA_CERTS`, and the given ones. A user's
 * certificates are trusted in addition to the others, not instead of them.
 */
export function trustedCertificates(...more: readonly (readonly string[])[]): string[] {
  return [...new Set([...getCACertificates('default'), ...more.flat()])];
}

/** Reads the certificates of a connection's file. Throws a {@link KaptureError} (`ca-file`) if it cannot be used. */
export async function readCertificates(file: string, host: string): Promise<string[]> {
  const bad = (detail: string, cause?: unknown): KaptureError =>
    new KaptureError('ca-file', host, `${file}: ${detail}`, cause);
  let text: string;
  try {
    text = await readFile(file, 'latin1');
  } catch (error) {
    throw bad((error as NodeJS.ErrnoException).code ?? 'unreadable', error);
  }
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g);
  if (!certificates) throw bad('no PEM certificate found');
  try {
    return certificates.map((certificate) => new X509Certificate(certificate).toString());
  } catch (error) {
    throw bad('damaged certificate', error);
  }
}

let loading: Promise<readonly string[]> | undefined;

/** The certificates of the operating system; empty if they cannot be read. */
export function systemCertificates(): Promise<readonly string[]> {
  loading ??= readInThread("require('node:tls').getCACertificates('system')").catch(() => []);
  return loading;
}

/** Runs in a separate thread, because reading them can block for seconds, and with it every other extension. */
function readInThread(script: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(`require('node:worker_threads').parentPort.postMessage(${script})`, {
      eval: true,
      execArgv: [],
      stderr: true,
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The thread ended with ${code}.`)));
  });
}
