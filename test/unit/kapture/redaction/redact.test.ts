import assert from 'node:assert/strict';
import { keyOfUser, readAuthKey } from '../../../../src/kapture/connection/authKey.ts';
import type { Exchange } from '../../../../src/kapture/exchange/exchange.ts';
import { LongResponse } from '../../../../src/kapture/exchange/longResponse.ts';
import { redactExchange, redactionMark, redactor, unpackedExchange } from '../../../../src/kapture/redaction/redact.ts';
import { redactBytes } from '../../../../src/kapture/redaction/redactBytes.ts';
import { readResponse } from '../../../../src/kapture/exchange/readResponse.ts';

const user = 'canary-user';
const password = 'CANARY "s3cret"/+?é\\';
const opaque = 'CANARYopaque'.repeat(4) + 'Zg';
const classic = keyOfUser(user, password).key ?? assert.fail();
/** Like Kapture's own keys: base64 of an opaque text. */
const wrapped = readAuthKey(Buffer.from(opaque).toString('base64')).key ?? assert.fail();

const gson = (text: string): string =>
  JSON.stringify(text)
    .slice(1, -1)
    .replace(/[=<>&'/]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
const writings: readonly (readonly [string, (text: string) => string])[] = [
  ['plain', (text) => text],
  ['in base64', (text) => Buffer.from(text).toString('base64')],
  ['in base64 without padding', (text) => Buffer.from(text).toString('base64').replace(/=+$/, '')],
  ['in base64url', (text) => Buffer.from(text).toString('base64url')],
  ['in hex', (text) => Buffer.from(text).toString('hex')],
  ['in a URL', encodeURIComponent],
  ['in a URL, in lower case', (text) => encodeURIComponent(text).replace(/%../g, (byte) => byte.toLowerCase())],
  ['in a form', (text) => new URLSearchParams({ t: text }).toString().slice(2)],
  ['in JSON', (text) => JSON.stringify(text).slice(1, -1)],
  ['in JSON with escaped slashes', (text) => JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/')],
  ['in JSON as Gson writes it', gson],
  [
    'in HTML',
    (text) =>
      text.replace(
        /[&<>"']/g,
        (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign]!,
      ),
  ],
  ['in base64 in a URL', (text) => encodeURIComponent(Buffer.from(text).toString('base64'))],
];

describe('redactor', () => {
  for (const [what, secret, parts] of [
    ['user and password', classic, { key: classic, pair: `${user}:${password}`, password }],
    ['an opaque key', opaque, { key: opaque }],
    ['an opaque key in base64', wrapped, { key: wrapped, decoded: opaque }],
  ] as const) {
    const redact = redactor([secret]);
    for (const [part, text] of Object.entries(parts)) {
      for (const [how, write] of writings) {
        it(`${what}: the ${part} ${how} → redacted`, () =>
          assert.equal(redact(`{"a": "${write(text)}", "b": 0.0}`), `{"a": "${redactionMark}", "b": 0.0}`));
      }
    }
  }

  it('a header with the key → the scheme stays', () =>
    assert.equal(
      redactor([classic])(`Authorization: Basic ${classic}\r\nHost: x`),
      `Authorization: Basic ${redactionMark}\r\nHost: x`,
    ));
  it('several keys in one text → all of them are redacted', () =>
    assert.equal(
      redactor([classic, opaque])(`${opaque},${password},${classic}`),
      [redactionMark, redactionMark, redactionMark].join(),
    ));
  it('the user name alone → unchanged', () =>
    assert.equal(redactor([classic])(`"assignedToName": "${user}"`), `"assignedToName": "${user}"`));
  it('a short password → only the pair and the key are redacted', () => {
    const { key } = keyOfUser('kapdemo', 'a1');
    assert.equal(redactor([key!])(`a1 ${key} kapdemo:a1 a1`), `a1 ${redactionMark} ${redactionMark} a1`);
  });
  it('no secret, or only short ones → unchanged', () => {
    assert.equal(redactor([])('text'), 'text');
    assert.equal(redactor(['', 'abc'])('abc'), 'abc');
  });
  it('a text without a secret → unchanged', () => {
    const text = '{"a": 0.0, "b": 12345678901234567890, "c": "x\ny%3D\\u003d"}';
    assert.equal(redactor([classic, opaque, wrapped])(text), text);
  });
  for (const hostile of [
    ...['&', '&#', '&#3', '&#x', '&#38;', '&amp;', '&amp;#38;', '&a', '&;', ';#'],
    ...['%', '%2', '%25', '%41', '%25%25'],
    ...['\\', '\\u', '\\u00', '\\u0025', '\\u005c', '\\u0026amp;', '%5Cu0026amp;', '&\\u0023x26;'],
    ...['A', 'Aa0+/', '=', classic.slice(0, -6), 'CANARY'],
  ]) {
    it(`a megabyte of ${hostile} before the key → only the key is redacted, in linear time`, function () {
      this.timeout(10_000);
      const text = `${hostile.repeat(Math.ceil(1e6 / hostile.length))} `;
      const redact = redactor([classic]);
      // Not assert.equal: its diff of two megabytes takes minutes.
      assert.ok(redact(`${text}${classic}`) === `${text}${redactionMark}`);
      assert.ok(redactBytes(Buffer.from(`${text}${classic}`), redact).equals(Buffer.from(`${text}${redactionMark}`)));
    });
  }
  it('an escaped password 200,000 times → all of them are redacted', () => {
    const { key } = keyOfUser('someone', 'pass+word');
    const times = 200_000;
    assert.ok(redactor([key!])('pass%2Bword '.repeat(times)) === `${redactionMark} `.repeat(times));
  });
});

describe('redactExchange', () => {
  const text = `{"message": [{"id": 7, "remarks": "${classic}"}, {"id": 8}], "status": "success"}`;
  const exchange: Exchange = {
    operation: 'pull',
    tenant: 'https://acme.example',
    connection: 'Acme',
    timeZone: 'Asia/Kolkata',
    url: `https://acme.in/pull?key=${encodeURIComponent(classic)}`,
    requestBody: `[{"key": "${password.slice(0, 6)}${classic}"}]`,
    sentAt: 1,
    response: {
      status: 200,
      headers: { 'x-auth': `Basic ${classic}`, [`x-${classic}`]: '', server: 'Kapture' },
      contentType: 'application/json',
      text,
      bytes: text.length,
      milliseconds: 1,
      location: `/?${classic}`,
      reading: readResponse('pull', 200, text),
    },
  };

  it('a key in the URL, body, response, headers, location and message → redacted, and the record offsets are correct', () => {
    const redacted = redactExchange(exchange, redactor([classic]));
    assert.doesNotMatch(
      JSON.stringify(redacted),
      new RegExp(`${classic.slice(0, 20)}|${encodeURIComponent(classic).slice(-20)}`),
    );
    assert.deepEqual(redacted.response.headers, {
      'x-auth': `Basic ${redactionMark}`,
      [`x-${redactionMark}`]: '',
      server: 'Kapture',
    });
    assert.deepEqual(
      redacted.response.reading.records.map(({ start, end }) => redacted.response.text.slice(start, end)),
      [`{"id": 7, "remarks": "${redactionMark}"}`, '{"id": 8}'],
    );
  });
  it('a message with the key → also redacted in the reading', () => {
    const failed = `{"message": "Basic ${classic}", "status": "failed"}`;
    const { response } = redactExchange(
      { ...exchange, response: { ...exchange.response, text: failed, reading: readResponse('pull', 401, failed) } },
      redactor([classic]),
    );
    assert.equal(response.reading.message, `Basic ${redactionMark}`);
  });
  it('a packed response → its message is redacted; unpacked → all of its text is redacted', () => {
    const long = new LongResponse('add', undefined, (unchanged) => unchanged);
    long.push(
      Buffer.from(
        `{"message": "Login with ${password.slice(8, 14)}!", "trace": "${'x'.repeat(1000)} ${password.slice(8, 14)}!", "status": "failed"}`,
      ),
    );
    const packed: Exchange = { ...exchange, response: { ...exchange.response, ...long.end(401) } };
    const redact = redactor([Buffer.from(`someone:${password.slice(8, 14)}!`).toString('base64')]);
    assert.equal(redactExchange(packed, redact).response.reading.message, `Login with ${redactionMark}`);
    const { text, reading } = redactExchange(unpackedExchange(packed), redact).response;
    assert.deepEqual(
      [typeof text, String(text).includes(password.slice(8, 14)), reading.message],
      ['string', false, `Login with ${redactionMark}`],
    );
  });
  it('a truncated response → still truncated', () => {
    const { reading } = redactExchange(
      {
        ...exchange,
        response: { ...exchange.response, reading: { outcome: 'unreadable', trouble: 'truncated', records: [] } },
      },
      redactor([classic]),
    ).response;
    assert.deepEqual([reading.outcome, reading.trouble], ['unreadable', 'truncated']);
  });
});
