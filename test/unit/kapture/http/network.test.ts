import assert from 'node:assert/strict';
import fc from 'fast-check';
import { KaptureError } from '../../../../src/kapture/http/kaptureError.ts';
import { networkOfEnvironment, routeTo, type NetworkSettings } from '../../../../src/kapture/http/network.ts';

const tenant = 'https://acme.kapturecrm.com/x.html';
const set = (settings: Partial<NetworkSettings>): NetworkSettings => ({ ...networkOfEnvironment({}), ...settings });
const proxyOf = (settings: Partial<NetworkSettings>, url = tenant): string | undefined =>
  routeTo(url, set(settings)).proxy?.name;

describe('routeTo', () => {
  it('no settings → directly, with the certificates of the system', () =>
    assert.deepEqual(routeTo(tenant, set({})), { usesSystemCertificates: true }));
  it('no system certificates and a certificate file → as set', () => {
    assert.deepEqual(routeTo(tenant, set({ usesSystemCertificates: false }), '/ca.pem'), {
      usesSystemCertificates: false,
      caFile: '/ca.pem',
    });
  });
  it('http.proxy → takes precedence over the environment', () => {
    const environment = { HTTPS_PROXY: 'http://other:1' };
    assert.deepEqual(routeTo(tenant, set({ proxy: 'http://proxy:3128/', environment })).proxy, {
      origin: 'http://proxy:3128',
      name: 'proxy:3128',
      checksCertificate: true,
    });
  });

  const environments: readonly (readonly [environment: Record<string, string>, proxy: string | undefined])[] = [
    [{ HTTPS_PROXY: 'http://a:1' }, 'a:1'],
    [{ https_proxy: 'http://a:1' }, 'a:1'],
    [{ HTTP_PROXY: 'http://a:1' }, 'a:1'],
    [{ http_proxy: 'http://a:1' }, 'a:1'],
    [{ https_proxy: 'http://a:1', HTTPS_PROXY: 'http://b:1', http_proxy: 'http://c:1' }, 'a:1'],
    [{ HTTPS_PROXY: 'http://b:1', http_proxy: 'http://c:1' }, 'b:1'],
    [{ https_proxy: '', HTTPS_PROXY: 'http://b:1' }, 'b:1'],
    [{ HTTPS_PROXY: 'a:1' }, 'a:1'],
    [{ HTTPS_PROXY: 'http://a' }, 'a:80'],
    [{ HTTPS_PROXY: 'https://a' }, 'a:443'],
    [{ HTTPS_PROXY: 'http://a:1', NO_PROXY: 'kapturecrm.com' }, undefined],
    [{ HTTPS_PROXY: 'http://a:1', no_proxy: 'x.in, kapturecrm.com' }, undefined],
    [{ HTTPS_PROXY: 'http://a:1', NO_PROXY: 'x.in' }, 'a:1'],
    [{}, undefined],
  ];
  for (const [environment, proxy] of environments)
    it(`${JSON.stringify(environment)} → ${proxy ?? 'directly'}`, () => assert.equal(proxyOf({ environment }), proxy));
  it('http.proxySupport off → directly, regardless of other settings', () => {
    assert.equal(
      proxyOf({ usesProxies: false, proxy: 'http://proxy:3128', environment: { HTTPS_PROXY: 'http://a:1' } }),
      undefined,
    );
  });
  it('http.noProxy → NO_PROXY is ignored', () => {
    assert.equal(
      proxyOf({ proxy: 'http://proxy:3128', noProxy: ['x.in'], environment: { NO_PROXY: '*' } }),
      'proxy:3128',
    );
    assert.equal(proxyOf({ proxy: 'http://proxy:3128', environment: { NO_PROXY: '*' } }), undefined);
  });

  const lists: readonly (readonly [entry: string, direct: readonly string[], proxied: readonly string[]])[] = [
    ['*', ['https://a.in', 'https://b.in:8443'], []],
    [
      'acme.in',
      ['https://acme.in', 'https://x.acme.in', 'https://ACME.in:8443'],
      ['https://evilacme.in', 'https://acme.in.evil.com'],
    ],
    ['.acme.in', ['https://acme.in', 'https://x.acme.in'], ['https://evilacme.in']],
    ['*.acme.in', ['https://x.acme.in'], ['https://evilacme.in']],
    [' Acme.IN ', ['https://acme.in'], []],
    ['acme.in:8443', ['https://acme.in:8443'], ['https://acme.in', 'https://acme.in:18443']],
    ['acme.in:443', ['https://acme.in'], ['https://acme.in:8443']],
    ['10.0.0.1', ['https://10.0.0.1'], ['https://110.0.0.1', 'https://10.0.0.10']],
    ['2001:db8::1', ['https://[2001:db8::1]'], ['https://[2001:db8::2]']],
    ['[2001:db8::1]:8443', ['https://[2001:db8::1]:8443'], ['https://[2001:db8::1]']],
    ['', [], ['https://acme.in']],
    ['.', [], ['https://acme.in']],
    [':443', [], ['https://acme.in']],
    ['a*', [], ['https://acme.in']],
  ];
  for (const [entry, direct, proxied] of lists) {
    it(`http.noProxy ${JSON.stringify(entry)} → directly to ${direct.join(' ') || 'none'}, not to ${proxied.join(' ') || 'any other'}`, () => {
      for (const url of direct) assert.equal(proxyOf({ proxy: 'http://p:1', noProxy: [entry] }, url), undefined, url);
      for (const url of proxied) assert.equal(proxyOf({ proxy: 'http://p:1', noProxy: [entry] }, url), 'p:1', url);
    });
  }
  for (const url of [
    'http://127.0.0.1:3000/x',
    'http://localhost/x',
    'https://localhost:8443/x',
    'https://[::1]/x',
    'http://127.9.9.9/x',
  ]) {
    it(`${url} → directly, regardless of the settings`, () =>
      assert.equal(proxyOf({ proxy: 'http://p:1', environment: { HTTPS_PROXY: 'http://a:1' } }, url), undefined));
  }

  const logins: readonly (readonly [settings: Partial<NetworkSettings>, header: string | undefined])[] = [
    [{ proxy: 'http://u:p@proxy:3128' }, `Basic ${Buffer.from('u:p').toString('base64')}`],
    [{ proxy: 'http://u@proxy:3128' }, `Basic ${Buffer.from('u:').toString('base64')}`],
    [{ proxy: 'http://u:p%40%3a%e2%82%ac@proxy:3128' }, `Basic ${Buffer.from('u:p@:€').toString('base64')}`],
    [{ proxy: 'http://u:%zz@proxy:3128' }, `Basic ${Buffer.from('u:%zz').toString('base64')}`],
    [{ proxy: 'http://u:p@proxy:3128', proxyAuthorization: 'Bearer x' }, 'Bearer x'],
    [{ proxy: 'http://proxy:3128', proxyAuthorization: 'Bearer x' }, 'Bearer x'],
    [{ proxy: 'http://proxy:3128' }, undefined],
    [{ environment: { HTTPS_PROXY: 'http://u:p@proxy' } }, `Basic ${Buffer.from('u:p').toString('base64')}`],
  ];
  for (const [settings, header] of logins) {
    it(`${JSON.stringify(settings)} → ${header ?? 'no'} Proxy-Authorization, and no credentials in the proxy's origin and name`, () => {
      const { proxy } = routeTo(tenant, set(settings));
      assert.equal(proxy?.authorization, header);
      assert.doesNotMatch(proxy!.origin + proxy!.name, /@|%|u:/);
    });
  }

  const bad: readonly (readonly [settings: Partial<NetworkSettings>, detail: RegExp])[] = [
    [{ proxy: 'socks5://u:s3cret@proxy:1080' }, /^socks5:\/\/ proxies are not supported$/],
    [{ proxy: 'http://' }, /not a URL/],
    [{ proxy: 'http://u:s3cret@:99999' }, /not a URL/],
    [{ environment: { HTTPS_PROXY: 's3cret proxy' } }, /not a URL/],
    ...['a\r\nx: s3cret', 'a\0s3cret', 's3crét'].map(
      (proxyAuthorization) => [{ proxy: 'http://p:1', proxyAuthorization }, /is not a valid header value/] as const,
    ),
  ];
  for (const [settings, detail] of bad) {
    it(`${JSON.stringify(settings)} → ${detail.source}, without the secret`, () =>
      assert.throws(
        () => routeTo(tenant, set(settings)),
        (error: unknown) => {
          assert(KaptureError.is(error, 'proxy'));
          assert.match(error.detail, detail);
          assert.doesNotMatch(error.stack!, /s3cr/);
          return true;
        },
      ));
  }
  it('any settings → a route or a KaptureError, and no line break in a header', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('http://u:p@proxy:3128', 'https://proxy', '*', 'acme.in:443'));
    fc.assert(
      fc.property(
        text,
        fc.array(text),
        text,
        fc.dictionary(fc.constantFrom('https_proxy', 'HTTPS_PROXY', 'NO_PROXY'), text),
        (proxy, noProxy, proxyAuthorization, environment) => {
          try {
            assert.match(
              routeTo(tenant, set({ proxy, noProxy, proxyAuthorization, environment })).proxy?.authorization ?? '',
              /^[\t\x20-\x7e]*$/,
            );
          } catch (error) {
            assert(KaptureError.is(error, 'proxy'), String(error));
          }
        },
      ),
    );
  });
});
