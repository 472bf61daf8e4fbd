import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect, promisify } from 'node:util';
import { KaptureClient, type SendOptions } from '../../../../src/kapture/exchange/client.ts';
import type { Connection } from '../../../../src/kapture/connection/connection.ts';
import { KaptureError, type KaptureErrorReason } from '../../../../src/kapture/http/kaptureError.ts';
import { networkOfEnvironment, type NetworkSettings } from '../../../../src/kapture/http/network.ts';
import { createTransport } from '../../../../src/kapture/http/transport.ts';
import {
  closeServers,
  serveHttp,
  serveProxy,
  serveSilence,
  serveTls,
  type LocalProxy,
  type LocalServer,
} from './localServer.ts';
import { certificateAuthority } from './selfSigned.ts';
import { targetOf } from '../target.ts';

const success = '{"status": "success"}';
/** The user and password of a proxy in these tests, and their encoding in the header. */
const canaryAuthorization = `Basic ${Buffer.from('canary:s3cret').toString('base64')}`;
const secrets = new RegExp(['canary', 's3cret', canaryAuthorization].join('|'));
/** A host that cannot be resolved, so it is only reachable through a proxy. */
const host = 'acme.kapture.invalid';

describe('proxies and certificates', function () {
  this.timeout(60_000);
  const authority = certificateAuthority('Test authority');
  const other = certificateAuthority('Another authority');
  const forHost = authority.issue(host);
  let folder: string;
  let caFile: string;
  let settings: NetworkSettings;
  const clientOf = (transport = createTransport()): KaptureClient =>
    new KaptureClient(transport, { maxBytes: 100_000, backoffMs: 1, network: () => settings });
  const client = clientOf();
  /** A client for servers that exceed the time limit for connecting. */
  const impatient = clientOf(createTransport({ connectTimeoutMs: 1000 }));
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kapture-networks-'));
    caFile = path.join(folder, 'ca.pem');
    await writeFile(caFile, `Comment\n${other.cert}\n${authority.cert}`);
  });
  beforeEach(() => {
    settings = networkOfEnvironment({});
  });

  it('NODE_TLS_REJECT_UNAUTHORIZED=0 → the certificate is still checked, and no request is sent', async () => {
    const server = await serveTls((response) => response.end(success));
    const original = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      await assert.rejects(client.send('get', '[{}]', targetOf(server.origin)), (error) =>
        KaptureError.is(error, 'tls'),
      );
    } finally {
      if (original === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = original;
    }
    assert.equal(server.requests.length, 0);
  });
  afterEach(closeServers);
  after(async () => {
    await Promise.all([client.close(), impatient.close()]);
    await rm(folder, { recursive: true });
  });

  const tenant = (): Promise<LocalServer> => serveTls((response) => response.end(success), forHost);
  const send = (
    connection: Partial<Connection> = {},
    options: SendOptions = {},
    origin = `https://${host}`,
    sender = client,
  ) => sender.send('add', '{"a": 1}', targetOf(origin, { caFile, ...connection }), options);
  async function refused(
    sent: Promise<unknown>,
    reason: KaptureErrorReason,
    detail?: string | RegExp,
  ): Promise<KaptureError> {
    const error: unknown = await sent.then(
      () => assert.fail('expected an error'),
      (thrown: unknown) => thrown,
    );
    assert(KaptureError.is(error), String(error));
    assert.equal(error.reason, reason, error.message);
    assert.doesNotMatch(inspect(error, { depth: Infinity, showHidden: true }), secrets);
    if (detail instanceof RegExp) assert.match(error.detail, detail);
    else if (detail !== undefined) assert.equal(error.detail, detail);
    return error;
  }
  const through = (proxy: Pick<LocalProxy, 'origin'>, more: Partial<NetworkSettings> = {}): void => {
    settings = { ...settings, proxy: proxy.origin, ...more };
  };

  describe('a proxy', () => {
    it('http.proxy → a tunnel to the host with the encrypted request', async () => {
      const server = await tenant();
      const seen: Buffer[] = [];
      const proxy = await serveProxy(server, (_tunnel, socket, open) => {
        socket.on('data', (chunk: Buffer) => seen.push(chunk));
        open();
      });
      through(proxy);
      const { response } = await send();
      assert.equal(response.text, success);
      assert.deepEqual(proxy.tunnels, [{ authority: `${host}:443`, authorization: undefined }]);
      assert.equal(server.requests[0]?.headers['host'], host);
      assert.match(server.requests[0]?.headers['authorization'] ?? '', /^Basic /);
      assert(seen.length > 0);
      assert.doesNotMatch(Buffer.concat(seen).toString('latin1'), /Basic|kapdemo/);
    });
    it('HTTPS_PROXY → used; changed settings → used for the next request', async () => {
      const server = await tenant();
      const [first, second] = [await serveProxy(server), await serveProxy(server)];
      settings = networkOfEnvironment({ HTTPS_PROXY: first.origin });
      await send();
      through(second);
      await send();
      assert.deepEqual([first.tunnels.length, second.tunnels.length], [1, 1]);
    });
    it("user and password in the proxy's URL → sent to the proxy only", async () => {
      const server = await tenant();
      const proxy = await serveProxy(server);
      through({ origin: proxy.origin.replace('://', '://canary:pr%40xy@') });
      await send();
      assert.equal(proxy.tunnels[0]?.authorization, `Basic ${Buffer.from('canary:pr@xy').toString('base64')}`);
      assert.equal(server.requests[0]?.headers['proxy-authorization'], undefined);
    });
    it('http.proxyAuthorization → sent unchanged', async () => {
      const proxy = await serveProxy(await tenant());
      through(proxy, { proxyAuthorization: 'Bearer token' });
      await send();
      assert.equal(proxy.tunnels[0]?.authorization, 'Bearer token');
    });
    it('http.noProxy or http.proxySupport off → the proxy is not used', async () => {
      const proxy = await serveProxy(await tenant());
      through(proxy, { noProxy: [host] });
      await refused(send(), 'name-not-found');
      through(proxy, { usesProxies: false });
      await refused(send(), 'name-not-found');
      assert.equal(proxy.tunnels.length, 0);
    });
    it('loopback, over http or https → directly', async () => {
      const plain = await serveHttp((response) => response.end(success));
      const secure = await serveTls((response) => response.end(success), authority.issue('localhost'));
      const proxy = await serveProxy(plain);
      through(proxy);
      await send({}, {}, plain.origin);
      await send({}, {}, secure.origin.replace('127.0.0.1', 'localhost'));
      assert.deepEqual([plain.requests.length, secure.requests.length, proxy.tunnels.length], [1, 1, 0]);
    });
    it('an https proxy with an untrusted certificate → refused without a request; with http.proxyStrictSSL off → used', async () => {
      const unknown = certificateAuthority('Unknown');
      const server = await tenant();
      const proxy = await serveProxy(server, undefined, unknown.issue('localhost'));
      through({ origin: proxy.origin.replace('127.0.0.1', 'localhost') }, { proxyAuthorization: 'Bearer token' });
      await refused(send(), 'proxy', /^localhost:\d+: UNABLE_TO_VERIFY|SELF_SIGNED/);
      assert.equal(proxy.tunnels.length, 0);
      settings = { ...settings, checksProxyCertificate: false };
      assert.equal((await send()).response.text, success);
    });
    it("http.proxyStrictSSL off → the host's certificate is still checked, and no key is sent", async () => {
      const server = await serveTls((response) => response.end(success), certificateAuthority('Unknown').issue(host));
      through(await serveProxy(server), { checksProxyCertificate: false });
      await refused(send(), 'tls');
      assert.equal(server.requests.length, 0);
    });
    it('a host behind the proxy with a certificate for another name → tls', async () => {
      const server = await serveTls((response) => response.end(success), authority.issue('evil.invalid'));
      through(await serveProxy(server));
      await refused(send(), 'tls', 'ERR_TLS_CERT_ALTNAME_INVALID');
      assert.equal(server.requests.length, 0);
    });
  });

  describe('a proxy that fails', () => {
    const responses: Readonly<Record<string, readonly [bytes: string, reason: KaptureErrorReason, detail: RegExp]>> = {
      '407': [
        'HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm="x"\r\ncontent-length: 0\r\n\r\n',
        'proxy-auth',
        /: HTTP 407$/,
      ],
      '502': ['HTTP/1.1 502 Bad Gateway\r\ncontent-length: 4\r\n\r\nOops', 'proxy', /: HTTP 502$/],
      '403': ['HTTP/1.1 403 Forbidden\r\n\r\n', 'proxy', /: HTTP 403$/],
      'a redirect': ['HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1/\r\n\r\n', 'proxy', /: HTTP 302$/],
      garbage: ['SSH-2.0-OpenSSH_9.6\r\n', 'proxy', /: HPE_/],
      'the request itself': [
        `CONNECT ${host}:443 HTTP/1.1\r\nproxy-authorization: ${canaryAuthorization}\r\n\r\n`,
        'proxy',
        /: HPE_/,
      ],
    };
    for (const [what, [bytes, reason, detail]] of Object.entries(responses)) {
      it(`${what} → ${reason}, and nothing is sent to the host`, async () => {
        const server = await tenant();
        const proxy = await serveProxy(server, (_tunnel, socket) => socket.end(bytes));
        through({ origin: proxy.origin.replace('://', '://canary:s3cret@') });
        const error = await refused(send(), reason, detail);
        assert.equal(error.host, host);
        assert(error.detail.startsWith(proxy.host));
        assert.equal(server.requests.length, 0);
      });
    }
    it('a proxy that never responds → proxy, after the time limit for connecting', async () => {
      through(await serveSilence());
      await refused(send({}, {}, `https://${host}`, impatient), 'proxy', /: UND_ERR_HEADERS_TIMEOUT$/);
    });
    it('a host behind the proxy that never starts TLS → timeout, after the time limit for connecting', async () => {
      through(await serveProxy(await serveSilence()));
      const sent = send({ timeoutSeconds: 20 }, {}, `https://${host}`, impatient);
      await refused(sent, 'timeout', 'UND_ERR_CONNECT_TIMEOUT');
    });
    it('a read that the proxy refused → not retried', async () => {
      const proxy = await serveProxy(await tenant(), (_tunnel, socket) => socket.end('HTTP/1.1 407 No\r\n\r\n'));
      through(proxy);
      await refused(client.send('get', '[{}]', targetOf(`https://${host}`, { caFile })), 'proxy-auth');
      assert.equal(proxy.tunnels.length, 1);
    });
  });

  describe('canceling and time limits', () => {
    for (const [what, cancels, timeoutSeconds, reason] of [
      ['canceled', true, 20, 'canceled'],
      ['the time limit reached', false, 1, 'proxy'],
    ] as const) {
      it(`${what} before the proxy responds → ${reason}, and the write is not sent when the tunnel opens later`, async () => {
        const server = await tenant();
        const abort = new AbortController();
        let openLate = (): void => undefined;
        const [requested, closed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
        const proxy = await serveProxy(server, (_tunnel, socket, open) => {
          if (proxy.tunnels.length > 1) return open();
          if (cancels) abort.abort();
          // The unused tunnel is closed after the handshake.
          socket.on('close', closed.resolve);
          openLate = open;
          requested.resolve();
        });
        through(proxy);
        const own = new KaptureClient(createTransport(), { maxBytes: 1000, network: () => settings });
        try {
          await refused(
            own.send('add', '{}', targetOf(`https://${host}`, { caFile, timeoutSeconds }), { signal: abort.signal }),
            reason,
          );
          await requested.promise;
          openLate();
          await closed.promise;
          await own.send('update', '{"second": true}', targetOf(`https://${host}`, { caFile }));
          assert.deepEqual(
            server.requests.map(({ body }) => body),
            ['{"second": true}'],
          );
        } finally {
          await own.close();
        }
      });
    }
    it('canceled while a host without a proxy does not start TLS → canceled', async () => {
      const silent = await serveSilence();
      const abort = new AbortController();
      const sent = send({}, { signal: abort.signal }, silent.origin.replace('http:', 'https:'));
      setImmediate(() => abort.abort());
      await refused(sent, 'canceled');
    });
  });

  describe('certificates', () => {
    const local = (): Promise<LocalServer> =>
      serveTls((response) => response.end(success), authority.issue('localhost'));
    const at = ({ origin }: LocalServer): string => origin.replace('127.0.0.1', 'localhost');

    it("an authority in the connection's file → trusted; another authority → tls, and no key is sent", async () => {
      const server = await local();
      assert.equal((await send({}, {}, at(server))).response.text, success);
      const untrusted = await serveTls(
        (response) => response.end(success),
        certificateAuthority('Unknown').issue('localhost'),
      );
      await refused(send({}, {}, at(untrusted)), 'tls');
      assert.equal(untrusted.requests.length, 0);
    });
    it('a changed file → used for the next request', async () => {
      const server = await local();
      const changing = path.join(folder, 'changing.pem');
      await writeFile(changing, other.cert);
      await refused(send({ caFile: changing }, {}, at(server)), 'tls');
      await writeFile(changing, authority.cert);
      assert.equal((await send({ caFile: changing }, {}, at(server))).response.text, success);
    });
    const files: Readonly<Record<string, readonly [content: string | undefined, detail: RegExp]>> = {
      'is missing': [undefined, /missing\.pem: ENOENT$/],
      'is empty': ['', /: no PEM certificate found$/],
      'has only a key': [certificateAuthority('x').key, /: no PEM certificate found$/],
      'has a damaged certificate': [
        '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
        /: damaged certificate$/,
      ],
    };
    for (const [what, [content, detail]] of Object.entries(files)) {
      it(`a file that ${what} → ca-file, and nothing is sent`, async () => {
        const server = await local();
        const file = path.join(folder, `${what.replaceAll(' ', '-').replace('is-missing', 'missing')}.pem`);
        if (content !== undefined) await writeFile(file, content);
        await refused(send({ caFile: file }, {}, at(server)), 'ca-file', detail);
        assert.equal(server.requests.length, 0);
      });
    }
    /**
     * Sends a request in a separate process, and returns the reason of its failure or `ok`. If a file is to be copied,
     * sends two more requests afterward and returns the outcome of each.
     */
    async function inProcess(
      origin: string,
      environment: Record<string, string>,
      usesSystemCertificates = true,
    ): Promise<string> {
      const src = (file: string): string =>
        JSON.stringify(new URL(`../../../../src/kapture/${file}`, import.meta.url).href);
      const script = `const { KaptureClient, createTransport } = await import(${src('index.ts')});
        const { networkOfEnvironment } = await import(${src('http/network.ts')});
        const { readConnection } = await import(${src('connection/connection.ts')});
        const client = new KaptureClient(createTransport(), { maxBytes: 1000, network: () => ({ ...networkOfEnvironment({}), usesSystemCertificates: ${usesSystemCertificates} }) });
        const { connection } = readConnection({ name: 'x', baseUrl: ${JSON.stringify(origin)} });
        const send = () => client.send('get', '{}', { connection, key: 'a2V5' }, { retry: false }).then(() => 'ok', (error) => error.reason);
        console.log(await send());
        await client.close();`;
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
        env: { ...process.env, ...environment },
      });
      return stdout.trim();
    }
    it('NODE_EXTRA_CA_CERTS → trusted', async () => {
      const server = await local();
      assert.equal(await inProcess(at(server), {}), 'tls');
      assert.equal(await inProcess(at(server), { NODE_EXTRA_CA_CERTS: caFile }), 'ok');
      assert.equal(await inProcess(at(server), { NODE_EXTRA_CA_CERTS: caFile }, false), 'ok');
    });
    (process.platform === 'linux' ? it : it.skip)(
      'system certificates → trusted, unless http.systemCertificates is off',
      async () => {
        const server = await local();
        assert.equal(await inProcess(at(server), { SSL_CERT_FILE: caFile }), 'ok');
        assert.equal(await inProcess(at(server), { SSL_CERT_FILE: caFile }, false), 'tls');
      },
    );
  });
});
