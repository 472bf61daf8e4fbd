import { isLoopback } from '../connection/connection.ts';
import { KaptureError } from './kaptureError.ts';

/** What a machine and its user say of proxies and certificates. */
export interface NetworkSettings {
  /** False: no proxy, whatever else is said. */
  readonly usesProxies: boolean;
  /** Address of the proxy; empty: what the environment says. */
  readonly proxy: string;
  /** Hosts that are reached directly; empty: what the environment says. */
  readonly noProxy: readonly string[];
  /** A whole `Proxy-Authorization` header; empty: user and password of the proxy's address. */
  readonly proxyAuthorization: string;
  /**
   * False: the certificate of an `https://` proxy is not checked. That of Kapture is checked always, also behind such a
   * proxy: else whoever answers would be sent the auth key.
   */
  readonly checksProxy: boolean;
  /** Whether the certificates of the operating system are trusted, besides those of Node and `NODE_EXTRA_CA_CERTS`. */
  readonly usesSystemCertificates: boolean;
  /** `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in capitals or not. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A proxy that a tunnel is asked of. */
export interface Proxy {
  /** `http://…` or `https://…`, without user and password. */
  readonly origin: string;
  /** Host and port, for people. */
  readonly name: string;
  /** Value of the `Proxy-Authorization` header: a secret. */
  readonly authorization?: string;
  readonly isChecked: boolean;
}

/** How a server is reached. */
export interface Route {
  /** Left out: directly. */
  readonly proxy?: Proxy;
  readonly usesSystemCertificates: boolean;
  /** Absolute path of a file with more certificates to trust, in PEM. */
  readonly caFile?: string;
}

/** The network of a machine where nothing is set but its environment. */
export function networkOfEnvironment(environment: NetworkSettings['environment']): NetworkSettings {
  return {
    usesProxies: true,
    proxy: '',
    noProxy: [],
    proxyAuthorization: '',
    checksProxy: true,
    usesSystemCertificates: true,
    environment,
  };
}

/**
 * The way to a URL, as VS Code goes it: `http.proxy` before the environment, `http.noProxy` before `NO_PROXY`, this
 * machine always directly. What VS Code learns from the operating system (automatic configuration) it tells no extension.
 * Throws a {@link KaptureError} if the proxy's address cannot be used.
 */
export function routeTo(url: string, settings: NetworkSettings, caFile?: string): Route {
  const { usesSystemCertificates } = settings;
  const proxy = proxyFor(new URL(url), settings);
  return { usesSystemCertificates, ...(proxy && { proxy }), ...(caFile !== undefined && { caFile }) };
}

function proxyFor(
  url: URL,
  { usesProxies, proxy, noProxy, proxyAuthorization, checksProxy, environment }: NetworkSettings,
): Proxy | undefined {
  if (!usesProxies || isLoopback(url.hostname)) return undefined;
  const direct = noProxy.length ? noProxy : (environment['no_proxy'] || environment['NO_PROXY'] || '').split(/[\s,]+/);
  const address =
    proxy.trim() ||
    environment['https_proxy'] ||
    environment['HTTPS_PROXY'] ||
    environment['http_proxy'] ||
    environment['HTTP_PROXY'];
  if (!address || isListed(url, direct)) return undefined;
  const bad = (detail: string): KaptureError => new KaptureError('proxy', url.host, detail);
  const parsed = URL.parse(address.includes('://') ? address.trim() : `http://${address.trim()}`);
  if (!parsed?.hostname) throw bad('its address is not a URL');
  const { protocol, origin, host, port } = parsed;
  if (protocol !== 'http:' && protocol !== 'https:') throw bad(`${protocol}// proxies are not supported`);
  const authorization = proxyAuthorization || authorizationOf(parsed);
  if (!/^[\t\x20-\x7e]*$/.test(authorization)) throw bad('http.proxyAuthorization cannot stand in a header');
  const name = port ? host : `${host}:${protocol === 'https:' ? 443 : 80}`;
  return { origin, name, isChecked: checksProxy, ...(authorization && { authorization }) };
}

/** Basic, from the user and password of a proxy's address. */
function authorizationOf({ username, password }: URL): string {
  return username || password
    ? `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')}`
    : '';
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Whether a list names a host: by itself or by a domain that it is in, either with a port or without; `*` names all. */
function isListed({ hostname, port, protocol }: URL, list: readonly string[]): boolean {
  const actualPort = port || (protocol === 'https:' ? '443' : '80');
  return list
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => {
      if (!entry || entry === '*') return entry === '*';
      const [, host = '', wantedPort] = /^(\[.*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(entry) ?? [];
      const domain = host.replace(/^\*?\./, '');
      const isNamed = hostname === domain || hostname === `[${domain}]` || hostname.endsWith(`.${domain}`);
      return domain !== '' && isNamed && (wantedPort === undefined || wantedPort === actualPort);
    });
}
