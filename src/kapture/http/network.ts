import { isLoopback } from '../connection/tenant.ts';
import { KaptureError } from './kaptureError.ts';

/** The settings of a machine and its user for proxies and certificates. */
export interface NetworkSettings {
  /** False: no proxy is used, regardless of the other settings. */
  readonly usesProxies: boolean;
  /** URL of the proxy. Empty: the environment decides. */
  readonly proxy: string;
  /** Hosts that are reached directly. Empty: the environment decides. */
  readonly noProxy: readonly string[];
  /** A complete `Proxy-Authorization` header. Empty: the user and password of the proxy's URL. */
  readonly proxyAuthorization: string;
  /**
   * False: the certificate of an `https://` proxy is not checked. Kapture's certificate is always checked, because the
   * auth key is sent to the server that has it.
   */
  readonly checksProxyCertificate: boolean;
  /**
   * Whether the operating system's certificates are trusted, in addition to Node's and those of `NODE_EXTRA_CA_CERTS`.
   */
  readonly usesSystemCertificates: boolean;
  /** `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in upper or lower case. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A proxy for tunnels (CONNECT). */
export interface Proxy {
  /** `http://…` or `https://…`, without user and password. */
  readonly origin: string;
  /** Host and port, for display. */
  readonly name: string;
  /** The value of the `Proxy-Authorization` header, a secret. */
  readonly authorization?: string;
  readonly checksCertificate: boolean;
}

/** How a server is reached. */
export interface Route {
  /** Undefined: directly. */
  readonly proxy?: Proxy;
  readonly usesSystemCertificates: boolean;
  /** Absolute path of a PEM file with additional certificates to trust. */
  readonly caFile?: string;
}

/** The default settings, with only the environment's proxies. */
export function networkOfEnvironment(environment: NetworkSettings['environment']): NetworkSettings {
  return {
    usesProxies: true,
    proxy: '',
    noProxy: [],
    proxyAuthorization: '',
    checksProxyCertificate: true,
    usesSystemCertificates: true,
    environment,
  };
}

/**
 * The route to a URL, by VS Code's rules: `http.proxy` takes precedence over the environment, `http.noProxy` over
 * `NO_PROXY`, and loopback is always reached directly. VS Code does not share the proxy configuration of the operating
 * system with extensions. Throws a {@link KaptureError} (`proxy`) if the proxy's URL or authorization is invalid.
 */
export function routeTo(url: string, settings: NetworkSettings, caFile?: string): Route {
  const { usesSystemCertificates } = settings;
  const proxy = proxyFor(url, settings);
  return { usesSystemCertificates, ...(proxy && { proxy }), ...(caFile !== undefined && { caFile }) };
}

function proxyFor(
  target: string,
  { usesProxies, proxy, noProxy, proxyAuthorization, checksProxyCertificate, environment }: NetworkSettings,
): Proxy | undefined {
  const address =
    proxy.trim() ||
    environment['https_proxy'] ||
    environment['HTTPS_PROXY'] ||
    environment['http_proxy'] ||
    environment['HTTP_PROXY'];
  if (!usesProxies || !address) return undefined;
  const url = new URL(target);
  const direct = noProxy.length ? noProxy : (environment['no_proxy'] || environment['NO_PROXY'] || '').split(/[\s,]+/);
  if (isLoopback(url.hostname) || isListed(url, direct)) return undefined;
  const bad = (detail: string): KaptureError => new KaptureError('proxy', url.host, detail);
  const parsed = URL.parse(address.includes('://') ? address.trim() : `http://${address.trim()}`);
  if (!parsed?.hostname) throw bad('the proxy address is not a URL');
  const { protocol, origin, host, port } = parsed;
  if (protocol !== 'http:' && protocol !== 'https:') throw bad(`${protocol}// proxies are not supported`);
  const authorization = proxyAuthorization || authorizationOf(parsed);
  if (!/^[\t\x20-\x7e]*$/.test(authorization)) throw bad('http.proxyAuthorization is not a valid header value');
  const name = port ? host : `${host}:${protocol === 'https:' ? 443 : 80}`;
  return { origin, name, checksCertificate: checksProxyCertificate, ...(authorization && { authorization }) };
}

/** The Basic authorization for the user and password of a proxy's URL; empty if there are none. */
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

/**
 * Whether a no-proxy list contains a host or one of its parent domains, with or without a port. `*` matches every host.
 */
function isListed({ hostname, port, protocol }: URL, list: readonly string[]): boolean {
  const actualPort = port || (protocol === 'https:' ? '443' : '80');
  return list
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => {
      if (!entry || entry === '*') return entry === '*';
      const [, host = '', listedPort] = /^(\[.*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(entry) ?? [];
      const domain = host.replace(/^\*?\./, '');
      const isNamed = hostname === domain || hostname === `[${domain}]` || hostname.endsWith(`.${domain}`);
      return domain !== '' && isNamed && (listedPort === undefined || listedPort === actualPort);
    });
}
