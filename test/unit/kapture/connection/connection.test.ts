import assert from 'node:assert/strict';
import path from 'node:path';
import fc from 'fast-check';
import {
  connectionDefaults,
  problemOfBaseUrl,
  problemOfName,
  problemOfPath,
  readConnection,
  roles,
  trimBaseUrl,
  urlOf,
} from '../../../../src/kapture/connection/connection.ts';
import { isLoopback } from '../../../../src/kapture/connection/tenant.ts';
import { operationIds, operations } from '../../../../src/kapture/catalogue/registry.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';
import { connectionTo } from '../target.ts';

const baseUrl = 'https://acme.kapturecrm.com';
const entry = { name: 'Acme', baseUrl };

describe('readConnection', function () {
  this.timeout(20_000);
  it('a name and a base URL → a connection with the defaults, including the role production', () => {
    assert.partialDeepStrictEqual(readConnection(entry), {
      connection: { ...connectionDefaults, ...entry, paths: {} },
    });
    assert.equal(connectionDefaults.role, 'production');
  });
  it('all settings → a connection with these settings', () => {
    const all = {
      ...entry,
      role: 'sandbox',
      readOnly: true,
      timeZone: 'Europe/Berlin',
      paths: { pull: '/pull.html?=', add: '/ms/v.2.0' },
      timeoutSeconds: 5,
      periodHours: 6,
      parallelPulls: 1,
      recordLimit: 100,
      pages: true,
      pauseMs: 200,
      caFile: path.resolve('ca.pem'),
    };
    assert.partialDeepStrictEqual(readConnection(all), { connection: all });
  });
  it('no periodHours → a day, with and without pages', () => {
    assert.deepEqual(
      [entry, { ...entry, pages: true, recordLimit: 100 }].map((raw) => readConnection(raw).connection?.periodHours),
      [24, 24],
    );
  });
  it('surrounding blanks and slashes → removed; unknown keys → ignored', () => {
    const { connection } = readConnection({ name: ' Acme ', baseUrl: ` ${baseUrl}// `, key: 'secret' });
    assert.partialDeepStrictEqual(connection, { ...connectionDefaults, ...entry, paths: {} });
    assert(connection && !('key' in connection));
  });

  const bad: readonly (readonly [what: string, raw: unknown, problem: RegExp, name?: string])[] = [
    ['null', null, /not an object/, '?'],
    ['a text', 'x', /not an object/, '?'],
    ['an array', [], /not an object/, '?'],
    ['undefined', undefined, /not an object/, '?'],
    ['no name', { baseUrl }, /must have a name/, '?'],
    ['a blank name', { ...entry, name: ' ' }, /must have a name/, '?'],
    ['a name that is a number', { ...entry, name: 5 }, /must have a name/, '?'],
    ['a long name', { ...entry, name: 'x'.repeat(61) }, /60 characters/, 'x'.repeat(61)],
    ['a slash in the name', { ...entry, name: 'a/b' }, /cannot contain slashes/, 'a/b'],
    ['no base URL', { name: 'Acme' }, /Enter a URL/],
    ['a base URL that is a number', { ...entry, baseUrl: 5 }, /Enter a URL/],
    [
      'a base URL with a user and a password',
      { ...entry, baseUrl: 'https://u:p@acme.kapturecrm.com' },
      /Remove the user name and password/,
    ],
    ['an unknown role', { ...entry, role: 'staging' }, /sandbox, development, production/],
    ['a role of null', { ...entry, role: null }, /role/],
    ['readOnly as a string', { ...entry, readOnly: 'true' }, /readOnly must be true or false/],
    ['an unknown zone', { ...entry, timeZone: 'IST+1' }, /time zone "IST\+1" does not exist/],
    ['a blank zone', { ...entry, timeZone: '' }, /time zone "" does not exist/],
    ['a zone that is a number', { ...entry, timeZone: 5 }, /time zone 5 does not exist/],
    ['paths as a string', { ...entry, paths: '/x' }, /paths must be an object/],
    ['paths as an array', { ...entry, paths: [] }, /paths must be an object/],
    ['paths of null', { ...entry, paths: null }, /paths must be an object/],
    ...['ca.pem', './ca.pem', '', 5, null, []].map(
      (caFile) =>
        [`a caFile of ${JSON.stringify(caFile)}`, { ...entry, caFile }, /caFile must be the absolute path/] as const,
    ),
    ['pages as a string', { ...entry, recordLimit: 5, pages: 'yes' }, /pages must be true or false/],
    ['pages without a recordLimit', { ...entry, pages: true }, /pages requires recordLimit/],
    ['a path of an unknown operation', { ...entry, paths: { remove: '/x' } }, /unknown operation "remove"/],
    [
      'a path of __proto__',
      JSON.parse('{"name": "Acme", "baseUrl": "https://x.in", "paths": {"__proto__": "/x"}}') as unknown,
      /unknown operation "__proto__"/,
    ],
    ['a path that is a number', { ...entry, paths: { add: 5 } }, /Path of add: A path must be a string/],
    ['a path without a slash', { ...entry, paths: { get: 'x' } }, /Path of get: A path must start with a slash/],
    ['a path that is a host', { ...entry, paths: { get: '@evil.com' } }, /Path of get: A path must start with a slash/],
  ];
  for (const [what, raw, problem, name = 'Acme'] of bad) {
    it(`${what} → ${problem.source}`, () => {
      const reading = readConnection(raw);
      assert.match(inEnglish(reading.problem!), problem);
      assert.equal(reading.connection, undefined);
      assert.equal((reading as { name: string }).name, name);
    });
  }
  const limits = {
    timeoutSeconds: [1, 3600],
    periodHours: [1, 8784],
    parallelPulls: [1, 16],
    recordLimit: [1, 1_000_000],
    pauseMs: [0, 60_000],
  } as const;
  for (const [key, [min, max]] of Object.entries(limits)) {
    for (const value of [min, max])
      it(`${key} ${value} → accepted`, () =>
        assert.equal(readConnection({ ...entry, [key]: value }).problem, undefined));
    for (const value of [min - 1, max + 1, 1.5, -1, Number.NaN, Number.POSITIVE_INFINITY, '5', true, {}]) {
      it(`${key} ${JSON.stringify(value)} (${typeof value}) → refused`, () =>
        assert.match(
          inEnglish(readConnection({ ...entry, [key]: value }).problem!),
          new RegExp(`${key} must be a whole number from ${min} to ${max}`),
        ));
    }
    it(`${key} null → the default`, () =>
      assert.equal(
        readConnection({ ...entry, [key]: null }).connection?.[key as keyof typeof limits],
        key in connectionDefaults ? connectionDefaults[key as keyof typeof connectionDefaults] : undefined,
      ));
  }
  it('every role → accepted', () => {
    for (const role of roles) assert.equal(readConnection({ ...entry, role }).connection?.role, role);
  });
  it('any JSON → a connection or a problem that does not repeat a secret', () => {
    const maybe = fc.oneof(fc.jsonValue(), fc.constant(undefined));
    const keys = [
      'name',
      'baseUrl',
      'role',
      'caFile',
      'readOnly',
      'timeZone',
      'paths',
      'timeoutSeconds',
      'periodHours',
      'parallelPulls',
      'recordLimit',
      'pages',
      'pauseMs',
    ];
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.record(Object.fromEntries(keys.map((key) => [key, maybe])))), (raw) => {
        const reading = readConnection(raw);
        assert.notEqual(reading.connection === undefined, reading.problem === undefined);
      }),
    );
    assert.doesNotMatch(inEnglish(readConnection({ ...entry, baseUrl: 'https://u:s3cret@x.in' }).problem!), /s3cret/);
  });
});

describe('problemOfBaseUrl', () => {
  const good = [
    baseUrl,
    `${baseUrl}/`,
    `${baseUrl}:8443`,
    `${baseUrl}/some/path`,
    'HTTPS://ACME.kapturecrm.com',
    'https://xn--bcher-kva.example',
    ' https://acme.in ',
    'http://localhost',
    'http://localhost:3000',
    'http://127.0.0.1:3000',
    'http://127.9.9.9',
    'http://[::1]:3000',
    'https://10.0.0.1',
  ];
  for (const url of good) it(`${url} → valid`, () => assert.equal(problemOfBaseUrl(url), undefined));
  const bad: Record<string, RegExp> = {
    '': /Enter a URL/,
    ' ': /Enter a URL/,
    'acme.kapturecrm.com': /Enter a URL/,
    '/x': /Enter a URL/,
    'https://': /Enter a URL/,
    'https://a b': /Enter a URL/,
    'https://exa%mple': /Enter a URL/,
    'https://host:99999': /Enter a URL/,
    'https://host%40evil': /Enter a URL/,
    'https://host＠evil': /Enter a URL/,
    'https://user:pass@host': /Remove the user name and password/,
    'https://user@host': /Remove the user name and password/,
    'https://@host': /Remove the user name and password/,
    'https://:@host': /Remove the user name and password/,
    'https://acme.kapturecrm.com@evil.com': /Remove the user name and password/,
    'https://acme.kapturecrm.com\\@evil.com': /Remove the user name and password/,
    'https://host/x@y': /Remove the user name and password/,
    'ftp://host': /start with https/,
    'ws://host': /start with https/,
    'https:host': /start with https/,
    'https:/host': /start with https/,
    'https:///host': /start with https/,
    'https:\\\\host': /start with https/,
    'http://acme.kapturecrm.com': /Plain http/,
    'http://127.0.0.1.evil.com': /Plain http/,
    'http://localhost.evil.com': /Plain http/,
    'http://127.0.0.1evil.com': /Plain http/,
    'http://0.0.0.0': /Plain http/,
    'http://192.168.0.1': /Plain http/,
    'http://[::2]': /Plain http/,
    'https://host?x': /Remove \? or #/,
    'https://host/#x': /Remove \? or #/,
    'https://host/x?': /Remove \? or #/,
    'https://host\\x': /cannot contain .*backslashes/,
    'https://host/a b': /cannot contain spaces/,
    'https://ho\nst': /cannot contain spaces/,
    'https://host/\tx': /cannot contain spaces/,
    'https://host/\0': /cannot contain spaces/,
  };
  for (const [url, problem] of Object.entries(bad))
    it(`${JSON.stringify(url)} → ${problem.source}`, () => assert.match(inEnglish(problemOfBaseUrl(url)!), problem));
});

describe('isLoopback', () => {
  for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '[::1]'])
    it(`${host} → true`, () => assert.equal(isLoopback(host), true));
  for (const host of [
    '',
    'localhost.',
    'localhost.evil.com',
    '127.0.0.1.evil.com',
    '128.0.0.1',
    '0.0.0.0',
    '[::]',
    '::1',
    '[::ffff:7f00:1]',
  ])
    it(`${JSON.stringify(host)} → false`, () => assert.equal(isLoopback(host), false));
});

describe('problemOfName', () => {
  for (const name of ['Acme', 'Acme (India) — test', 'ä₹', 'x'.repeat(60)])
    it(`${name} → valid`, () => assert.equal(problemOfName(name), undefined));
  for (const name of ['', ' ', 'x'.repeat(61), 'a/b', 'a\\b', 'a\nb', 'a\u200Bb', 'a\u202Eb'])
    it(`${JSON.stringify(name)} → invalid`, () => assert(problemOfName(name)));
});

describe('problemOfPath', () => {
  const good = [
    '/',
    '/x.html',
    '/x.html?=',
    '/x.html?a=b&c',
    '/x/v.2.0',
    '//evil.com',
    '/@evil.com',
    '/%2e%2e',
    '/../x',
    '/a;b',
    '/a:b',
  ];
  for (const path of good) it(`${path} → valid`, () => assert.equal(problemOfPath(path), undefined));
  for (const path of [
    '',
    'x',
    '@evil.com',
    '.evil.com',
    ':80/x',
    '?x',
    '#x',
    ' /x',
    '/a b',
    '/a\\b',
    '\\evil',
    '/a#b',
    '/a\nb',
    '/a\r\nHost: evil',
    '/ä',
    '/\0',
    '/\x7F',
    'https://evil.com',
  ]) {
    it(`${JSON.stringify(path)} → invalid`, () => assert(problemOfPath(path)));
  }
});

describe('urlOf', function () {
  this.timeout(20_000);
  it("no path in the connection → the catalogue's path", () => {
    for (const id of operationIds) assert.equal(urlOf(connectionTo(baseUrl), id), baseUrl + operations[id].path);
  });
  it('a path in the connection → used as typed, for that operation only', () => {
    const connection = connectionTo(`${baseUrl}/base/`, { paths: { get: '/x.html?=' } });
    assert.equal(urlOf(connection, 'get'), `${baseUrl}/base/x.html?=`);
    assert.equal(urlOf(connection, 'pull'), `${baseUrl}/base${operations.pull.path}`);
  });
  it('any valid path → a URL with the origin of the base URL', () => {
    const path = fc
      .oneof(
        fc.constantFrom(
          '//evil.com',
          '//evil.com/x',
          '/@evil.com',
          '/:80@evil.com',
          '///evil.com',
          '/..//evil.com',
          '/%40evil.com',
          '/?@evil.com',
          '/.evil.com',
        ),
        fc
          .string({
            unit: fc.constantFrom('/', '@', ':', '.', '?', '=', '%', '\\', '#', ' ', '\t', 'e', '80', 'evil.com'),
          })
          .map((text) => `/${text}`),
        fc.string().map((text) => `/${text}`),
      )
      .filter((text) => problemOfPath(text) === undefined);
    fc.assert(
      fc.property(
        path,
        fc.constantFrom(baseUrl, 'https://acme.in:8443', 'http://127.0.0.1:3000', 'http://[::1]:3000'),
        (get, base) => {
          assert.equal(new URL(urlOf(connectionTo(base, { paths: { get } }), 'get')).origin, base);
        },
      ),
      { numRuns: 500 },
    );
  });
  it('any valid base URL → a request to the host that the text shows', () => {
    const text = fc.string({
      unit: fc.constantFrom(
        '/',
        '@',
        ':',
        '.',
        '?',
        '%',
        '\\',
        '#',
        ' ',
        '\t',
        '\n',
        'a',
        '8',
        'evil.com',
        'https:',
        'http:',
        'localhost',
        '[',
        ']',
        '::1',
      ),
    });
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          text.map((rest) => `https://${rest}`),
          text.map((rest) => `http://localhost${rest}`),
        ),
        (typed) => {
          if (problemOfBaseUrl(typed) !== undefined) return;
          const base = trimBaseUrl(typed);
          const shown = /^https?:\/\/([^/]+)/i.exec(base)?.[1] ?? '';
          const { host, protocol, hostname } = new URL(`${base}/x`);
          assert.equal(host, new URL(`https://${shown}`).host.replace(/:80$/, protocol === 'http:' ? '' : ':80'));
          assert(protocol === 'https:' || isLoopback(hostname));
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('trimBaseUrl', () => {
  it('surrounding blanks and trailing slashes → removed', () =>
    assert.equal(trimBaseUrl(`\t${baseUrl}/// \n`), baseUrl));
});
