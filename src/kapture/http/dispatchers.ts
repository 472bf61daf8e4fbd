import { createSecureContext } from 'node:tls';
import connect from 'undici/lib/api/api-connect.js';
import buildConnector from 'undici/lib/core/connect.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import type { buildConnector as Connectors, Dispatcher } from 'undici';
import { readCertificates, systemCertificates, trustedCertificates } from './certificates.ts';
import { codeOf, reasonOfCode } from './errorCodes.ts';
import { KaptureError } from './kaptureError.ts';
import type { Proxy, Route } from './network.ts';
import { skipInformational } from './skipInformational.ts';

/** More routes than anyone uses at a time. Each has its own connections. */
const maxRoutes = 16;

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
    // System certificates that could not be read may be available the next time.
    const key = JSON.stringify([proxy, system.length > 0, own]);
    return this.#cached(key, () => this.#makeSecure(proxy, trustedCertificates(system, own)));
  }

  /** Closes every connection and aborts the requests in progress. */
  async close(): Promise<void> {
    await Promise.all([...this.#cache.values()].flat().map((dispatcher) => dispatcher.destroy()));
    this.#cache.clear();
  }

  /** The dispatcher of a key. The least recently used one is closed first. */
  #cached(key: string, create: () => readonly [Dispatcher, ...Dispatcher[]]): Dispatcher {
    const dispatchers = this.#cache.get(key) ?? create();
    this.#cache.delete(key);
    this.#cache.set(key, dispatchers);
    const [[oldest, unused] = []] = this.#cache;
    if (this.#cache.size > maxRoutes && oldest !== undefined && unused) {
      this.#cache.delete(oldest);
      void closeInTurn(unused);
    }
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
    const open = typeof connection === 'function' ? connection : buildConnector(connection);
    const connect: Connectors.connector = (options, callback) =>
      open(options, (error, socket) => {
        if (error) callback(error, null);
        else callback(null, skipInformational(socket));
      });
    return new Agent({ connect, connections: 16 });
  }
}

/** Requests in progress complete: the tunnels through a proxy are closed before the connections to it. */
async function closeInTurn(dispatchers: readonly Dispatcher[]): Promise<void> {
  for (const dispatcher of dispatchers) await dispatcher.close();
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
