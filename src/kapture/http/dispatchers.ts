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

/** More routes than anybody uses at a time; each has its own connections. */
const mostKept = 16;

/** The connections of each route: kept, and used again by whoever takes the same route. */
export class Dispatchers {
  readonly #connectTimeoutMs: number;
  readonly #kept = new Map<string, readonly [Dispatcher, ...Dispatcher[]]>();

  /** `connectTimeoutMs`: the longest that each step of connecting may take. */
  constructor(connectTimeoutMs: number) {
    this.#connectTimeoutMs = connectTimeoutMs;
  }

  /** What sends requests to a URL by a route. Throws a {@link KaptureError} if the connection's certificates cannot be read. */
  async get(url: URL, route: Route): Promise<Dispatcher> {
    // Plain http goes to this machine alone, directly.
    if (url.protocol === 'http:') return this.#keep('plain', () => [this.#agent({ timeout: this.#connectTimeoutMs })]);
    const { proxy, usesSystemCertificates, caFile } = route;
    const own = caFile === undefined ? [] : await readCertificates(caFile, url.host);
    const system = usesSystemCertificates ? await systemCertificates() : [];
    // Those that could not be read may be there the next time.
    const key = JSON.stringify([proxy, system.length > 0, own]);
    return this.#keep(key, () => this.#makeSecure(proxy, trustedCertificates(system, own)));
  }

  /** Ends every connection, and what is under way on them. */
  async close(): Promise<void> {
    await Promise.all([...this.#kept.values()].flat().map((dispatcher) => dispatcher.destroy()));
    this.#kept.clear();
  }

  /** The dispatcher of that key; the last one that was used is the last one to go. */
  #keep(key: string, make: () => readonly [Dispatcher, ...Dispatcher[]]): Dispatcher {
    const kept = this.#kept.get(key) ?? make();
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    const [[oldest, unused] = []] = this.#kept;
    if (this.#kept.size > mostKept && oldest !== undefined && unused) {
      this.#kept.delete(oldest);
      void closeInTurn(unused);
    }
    return kept[0];
  }

  #makeSecure(proxy: Proxy | undefined, ca: string[]): readonly [Dispatcher, ...Dispatcher[]] {
    // One context for all connections, for it takes longer than a request. VS Code may have changed `tls.connect` so that it
    // adds the system's certificates; it does not where there is a `ca`. Checked, whatever NODE_TLS_REJECT_UNAUTHORIZED says.
    const tls = {
      timeout: this.#connectTimeoutMs,
      secureContext: createSecureContext({ ca }),
      ca,
      rejectUnauthorized: true,
    };
    if (!proxy) return [this.#agent(tls)];
    const connect = buildConnector({ ...tls, rejectUnauthorized: proxy.isChecked });
    // undici would ask the proxy for the certificate of the host that the tunnel leads to.
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

/** What is under way ends well: the tunnels of a proxy are closed before the way to it. */
async function closeInTurn(dispatchers: readonly Dispatcher[]): Promise<void> {
  for (const dispatcher of dispatchers) await dispatcher.close();
}

/**
 * Connects to servers through a tunnel of a proxy (CONNECT, RFC 9110). undici's own ProxyAgent does not say whether it was
 * the proxy that failed, and needs methods that only undici's index gives its agents.
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
