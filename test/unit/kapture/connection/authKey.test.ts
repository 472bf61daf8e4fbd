import assert from 'node:assert/strict';
import fc from 'fast-check';
import { keyOfUser, readAuthKey } from '../../../../src/kapture/connection/authKey.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';

/** Like the sample keys in Kapture's documentation: 50 characters without a colon. */
const opaque = 'a3J5c3Rh'.repeat(6) + 'Zg';
const encoded = Buffer.from(opaque).toString('base64');
const kapdemo = Buffer.from('kapdemo:kap123').toString('base64');

describe('readAuthKey', function () {
  this.timeout(20_000);
  const accepted: readonly (readonly [what: string, pasted: string, key: string])[] = [
    ['an opaque key of 50 characters', opaque, opaque],
    ['base64 of an opaque key', encoded, encoded],
    ['a classic key', kapdemo, kapdemo],
    ['user and password', 'kapdemo:kap123', kapdemo],
    ['a password with colons', 'kapdemo:kap:1:2', Buffer.from('kapdemo:kap:1:2').toString('base64')],
    ['an empty password', 'kapdemo:', Buffer.from('kapdemo:').toString('base64')],
    ['a password with blanks inside', 'kapdemo:kap 123', Buffer.from('kapdemo:kap 123').toString('base64')],
    ['a non-ASCII password', 'kapdemo:käp₹', Buffer.from('kapdemo:käp₹', 'utf8').toString('base64')],
    ['a leading Basic', `Basic ${opaque}`, opaque],
    ['a leading basic in lower case', `basic ${opaque}`, opaque],
    ['BASIC and a tab', `BASIC\t${opaque}`, opaque],
    ['Basic twice', `Basic Basic ${opaque}`, opaque],
    ['Basic before user and password', 'Basic kapdemo:kap123', kapdemo],
    ['double quotes', `"${opaque}"`, opaque],
    ['single quotes', `'${opaque}'`, opaque],
    ['backticks', `\`${opaque}\``, opaque],
    ['quotes around Basic', `"Basic ${opaque}"`, opaque],
    ['Basic before quotes', `Basic "${opaque}"`, opaque],
    ['quotes and a comma, as in JSON', `"${opaque}",`, opaque],
    ['quotes within quotes', `"'${opaque}'"`, opaque],
    ['quotes around user and password', '"kapdemo:kap123"', kapdemo],
    ['a trailing line break', `${opaque}\n`, opaque],
    ['a trailing Windows line break', `${opaque}\r\n`, opaque],
    ['blanks around it', `  \t${opaque}  `, opaque],
    ['a byte order mark', `\uFEFF${opaque}`, opaque],
    ['a trailing no-break space', `${opaque}\u00A0`, opaque],
    ['a complete header', `Authorization: Basic ${opaque}`, opaque],
    ['a complete header in lower case without a blank', `authorization:basic ${opaque}\n`, opaque],
    ['a complete header in quotes', `'Authorization: Basic ${opaque}'`, opaque],
    ['a complete header after a line break', `\nAuthorization : Basic ${opaque}`, opaque],
    ['a header without Basic', `Authorization: ${opaque}`, opaque],
    ['padding', 'YQ==', 'YQ=='],
    ['base64 for URLs', 'ab-_~.+/1', 'ab-_~.+/1'],
    ['a key that starts with "basic"', 'basically', 'basically'],
  ];
  for (const [what, pasted, key] of accepted) {
    it(`${what} → the key`, () => {
      assert.deepEqual(readAuthKey(pasted), { key });
    });
  }

  const refused: readonly (readonly [what: string, pasted: string, problem: RegExp])[] = [
    ['nothing', '', /^Paste the auth key/],
    ['blanks', ' \t\r\n', /^Paste the auth key/],
    ['Basic alone', 'Basic', /^Paste the auth key/],
    ['Basic and a blank', 'Basic ', /^Paste the auth key/],
    ['empty quotes', '""', /^Paste the auth key/],
    ['a header without a key', 'Authorization: Basic ', /^Paste the auth key/],
    ['a line break inside', `${opaque}\n${opaque}`, /cannot contain spaces or line breaks/],
    ['an injected header', `${opaque}\r\nx-evil:1`, /cannot contain line breaks or control characters/],
    ['a blank inside', 'abc def', /cannot contain spaces or line breaks/],
    ['a NUL', 'abc\0def', /cannot be sent as an auth key/],
    ['a DEL', 'abc\x7Fdef', /cannot be sent as an auth key/],
    ['an escape sequence', '\x1B[31mabc', /cannot be sent as an auth key/],
    ['a non-ASCII letter', 'schlüssel', /cannot be sent as an auth key/],
    ['a zero-width space', 'abc\u200Bdef', /cannot be sent as an auth key/],
    ['a comma', 'abc,def', /cannot be sent as an auth key/],
    ['a single quotation mark', '"abc', /cannot be sent as an auth key/],
    ['padding in the middle', 'YQ==YQ', /cannot be sent as an auth key/],
    ['padding alone', '==', /cannot be sent as an auth key/],
    ['a password without a user', ':kap123', /^Enter a user name/],
    ['a control character in a password', 'kapdemo:kap\x01', /cannot contain line breaks or control characters/],
    [
      'two lines of user and password',
      'kapdemo:kap123\nother:pass',
      /cannot contain line breaks or control characters/,
    ],
  ];
  for (const [what, pasted, problem] of refused) {
    it(`${what} → refused`, () => {
      const reading = readAuthKey(pasted);
      assert.match(inEnglish(reading.problem!), problem);
      assert.equal(reading.key, undefined);
    });
  }

  it('any text → a key that is valid in a header, or a problem that does not repeat the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (pasted) => {
        const { key, problem } = readAuthKey(pasted);
        if (key === undefined) assert(problem);
        else assert.match(key, /^[A-Za-z0-9\-._~+/]+=*$/);
        if (pasted.length > 20) assert(!problem || !inEnglish(problem).includes(pasted));
      }),
    );
  });

  it('a valid key → the same key', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z0-9\-._~+/]{1,60}={0,2}$/).filter((key) => !/^basic$/i.test(key)),
        (key) => {
          assert.deepEqual(readAuthKey(key), { key });
        },
      ),
    );
  });

  it('20,000 quotes → refused', () => {
    assert(readAuthKey('"'.repeat(20_001)).problem);
  });
});

describe('keyOfUser', function () {
  this.timeout(20_000);
  it("the example in Kapture's documentation → its base64", () => {
    assert.deepEqual(keyOfUser('kapdemo', 'kap123'), { key: 'a2FwZGVtbzprYXAxMjM=' });
  });
  it('a pasted text that is much too long for a header → refused', () => {
    assert.match(inEnglish(readAuthKey('"'.repeat(1_000_000)).problem!), /too long/);
  });
  it('a colon in the user name → refused', () => {
    assert.match(inEnglish(keyOfUser('kap:demo', 'x').problem!), /cannot contain a colon/);
  });
  it('no user name → refused', () => {
    assert.match(inEnglish(keyOfUser('', 'x').problem!), /Enter a user name/);
  });
  for (const control of ['\n', '\r', '\0', '\x1F', '\x7F', '\x85']) {
    it(`${JSON.stringify(control)} in the user name or password → refused`, () => {
      assert.match(inEnglish(keyOfUser(`u${control}`, 'p').problem!), /control/);
      assert.match(inEnglish(keyOfUser('u', `p${control}`).problem!), /control/);
    });
  }
  it('any user and password → a key that decodes to both', () => {
    const printable = fc.string({ unit: 'grapheme' }).filter((text) => !/\p{Cc}/u.test(text));
    fc.assert(
      fc.property(
        printable.filter((user) => user !== '' && !user.includes(':')),
        printable,
        (user, password) => {
          const { key } = keyOfUser(user, password);
          assert(key !== undefined);
          const text = Buffer.from(key, 'base64').toString('utf8');
          assert.equal(text.slice(0, text.indexOf(':')), user);
          assert.equal(text.slice(text.indexOf(':') + 1), password);
          assert.deepEqual(readAuthKey(key), { key });
        },
      ),
    );
  });
});
