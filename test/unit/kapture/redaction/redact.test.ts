import assert from 'node:assert/strict';
import fc from 'fast-check';
import { keyOfUser, readAuthKey } from '../../../../src/kapture/connection/authKey.ts';
import { redactBytes, redactionMark, redactor } from '../../../../src/kapture/redaction/redact.ts';

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
  ['in a URL', encodeURIComponent],
  ['in a URL, in lower case', (text) => encodeURIComponent(text).replace(/%../g, (byte) => byte.toLowerCase())],
  ['in a form', (text) => new URLSearchParams({ t: text }).toString().slice(2)],
  ['in JSON', (text) => JSON.stringify(text).slice(1, -1)],
  ['in JSON with escaped slashes', (text) => JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/')],
  ['in JSON as Gson writes it', gson],
  ['in base64 in a URL', (text) => encodeURIComponent(Buffer.from(text).toString('base64'))],
  ['in JSON in a JSON string', (text) => JSON.stringify(JSON.stringify(text).slice(1, -1)).slice(1, -1)],
  ['in a URL in a URL', (text) => encodeURIComponent(encodeURIComponent(text))],
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
    ...['%', '%2', '%25', '%41', '%25%25'],
    ...['\\', '\\u', '\\u00', '\\u0025', '\\u005c'],
    ...['A', 'Aa0+/', '=', classic.slice(0, -6), 'CANARY'],
  ]) {
    it(`a megabyte of ${hostile} before the key → only the key is redacted, in linear time`, function () {
      this.timeout(10_000);
      const text = `${hostile.repeat(Math.ceil(1e6 / hostile.length))} `;
      const redact = redactor([classic]);
      // assert.equal is not used, because its diff of two megabytes takes minutes.
      assert.ok(redact(`${text}${classic}`) === `${text}${redactionMark}`);
      assert.ok(redactBytes(Buffer.from(`${text}${classic}`), redact).equals(Buffer.from(`${text}${redactionMark}`)));
    });
  }
  it('an escaped password 200,000 times → all of them are redacted', () => {
    const { key } = keyOfUser('someone', 'pass+word');
    const times = 200_000;
    assert.ok(redactor([key!])('pass%2Bword '.repeat(times)) === `${redactionMark} `.repeat(times));
  });

  describe('of digits', () => {
    const pair = redactor([Buffer.from('asha:123456').toString('base64')]);
    const variable = redactor(['1000298']);

    for (const [what, text] of [
      ['a phone', '{"companyPhone":"9812345670"}'],
      ['an ID', '{"id":61234560}'],
      ['a code', '{"code":"AB123456","other":"123456X"}'],
      ['a decimal number', '{"budget":123456.75,"text":"0.123456"}'],
      ['a negative number, an exponent', '{"a":-123456,"b":1e-123456}'],
      ['hex', '{"digest":"a0123456ff"}'],
    ] as const) {
      it(`${what} that contains the digits → unchanged`, () => assert.equal(pair(text), text));
    }
    for (const [what, text, expected] of [
      ['alone', '123456', '*'],
      ['as a string', '{"password":"123456"}', '{"password":"*"}'],
      ['in a sentence', '{"message":"Wrong password: 123456."}', '{"message":"Wrong password: *."}'],
      ['in a sentence that looks like JSON', '{"a":"\\"b\\": 123456, [123456]"}', '{"a":"\\"b\\": 0, [0]"}'],
      ['as a number', '{"a": 123456, "b":[123456,1]}', '{"a": 0, "b":[0,1]}'],
      ['after an escape', '{"a":"pin\\n123456 pin%20123456 pin\\u000a123456"}', '{"a":"pin\\n* pin%20* pin\\u000a*"}'],
      ['in a text that begins like JSON', '[E401] Wrong PIN 123456. {x} REF-123456', '[E401] Wrong PIN *. {x} REF-*'],
      ['after a comment with a quotation mark', '{ // 5" screen\n"a":"PIN-123456"}', '{ // 5" screen\n"a":"PIN-*"}'],
      ['escaped', '{"a":"\\u0031\\u0032\\u0033\\u0034\\u0035\\u0036"}', '{"a":"*"}'],
      ['with its user', '{"a":"asha:123456"}', '{"a":"*"}'],
      ['in base64', `{"a":"${Buffer.from('123456').toString('base64')}"}`, '{"a":"*"}'],
      ['in longer base64', Buffer.from('is 123456').toString('base64'), 'aXMg*'],
      ['in a URL', 'https://x/?pin=123456&a=b', 'https://x/?pin=*&a=b'],
    ] as const) {
      it(`a password ${what} → redacted`, () => assert.equal(pair(text), expected.replaceAll('*', redactionMark)));
    }
    it('a secret as a number of JSON → 0, and the JSON can still be read', () =>
      assert.deepEqual(JSON.parse(variable('{"cmId":1000298,"id":10002980}')), { cmId: 0, id: 10002980 }));
    it('a phone as the password, in a record → unchanged, but not with its user', () => {
      const secret = Buffer.from('asha:9845011111').toString('base64');
      const redact = redactor([secret], { bare: 'words' });
      assert.equal(
        redact('{"id":9845011111,"phone":"9845011111","remarks":"asha:9845011111"}'),
        `{"id":9845011111,"phone":"9845011111","remarks":"${redactionMark}"}`,
      );
    });
    it('a word as the password, in a record → redacted', () =>
      assert.equal(
        redactor([classic], { bare: 'words' })(JSON.stringify({ a: password })),
        JSON.stringify({ a: redactionMark }),
      ));
    it('any JSON with the digits in any place → JSON with the same IDs and phones', () => {
      const digits = fc.constantFrom('1000298', '10002980', '91000298', '9100029812');
      const value = fc.oneof(
        digits,
        digits.map(Number),
        digits.map((text) => `a "${text}", [${text}]: ${text}\n${text}\\`),
        digits.map((text) => -Number(text)),
        digits.map((text) => Number(text) + 0.5),
      );
      const tree = fc.letrec((tie) => ({
        node: fc.oneof({ depthSize: 'small' }, value, fc.array(tie('node')), fc.dictionary(digits, tie('node'))),
      })).node;
      const expected = (node: unknown): unknown => {
        if (typeof node === 'number') return node === 1000298 ? 0 : node;
        if (typeof node === 'string') return node.replace(/(?<!\d)1000298(?!\d)/g, '0');
        if (Array.isArray(node)) return node.map(expected);
        return Object.fromEntries(
          Object.entries(node as object).map(([name, child]) => [expected(name), expected(child)]),
        );
      };
      fc.assert(
        fc.property(fc.dictionary(digits, tree), fc.constantFrom(undefined, 2), (root, indent) => {
          assert.deepEqual(
            JSON.parse(variable(JSON.stringify(root, undefined, indent)).replaceAll(redactionMark, '0')),
            expected(root),
          );
        }),
      );
    });
  });
});
