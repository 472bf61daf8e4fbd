import assert from 'node:assert/strict';
import fc from 'fast-check';
import { keyOfUser } from '../../../../src/kapture/connection/authKey.ts';
import { redactor, type Redact } from '../../../../src/kapture/redaction/redact.ts';

const { key = '' } = keyOfUser('agent-user', 'CANARY s3cret+?');
const { key: garbled = '' } = keyOfUser('k', '?!é€-"\\/+=');

function mayContain(redact: Redact, text: string, start = 0, end = text.length): boolean {
  return redact.mayContain!(Buffer.from(text, 'latin1'), start, end);
}

describe('Redact.mayContain', () => {
  const redact = redactor([key]);

  for (const [what, text] of [
    ['the key', key],
    ['the pair', 'agent-user:CANARY s3cret+?'],
    ['the password', 'CANARY s3cret+?'],
    ['the password as Gson writes it', 'CANARY s3cret\\u002b?'],
    ['the password in a URL', 'CANARY%20s3cret%2B%3F'],
    ['the password in base64', Buffer.from('CANARY s3cret+?').toString('base64')],
    ['the pair in hex, in capitals', Buffer.from('agent-user:CANARY s3cret+?').toString('hex').toUpperCase()],
  ] as const) {
    it(`${what} at any offset → true, and the redactor finds it`, () => {
      for (let before = 0; before < 50; before++) {
        const padded = `${'-'.repeat(before)}${text}${'-'.repeat(before % 7)}`;
        assert.equal(mayContain(redact, padded), true);
        assert.equal(mayContain(redact, padded, before, before + text.length), true);
        assert.notEqual(redact(padded), padded);
      }
    });
  }
  it('the user name alone, unrelated text, empty text → false', () => {
    for (const text of ['agent-user', '{"id": 7, "remarks": "CANARI s3creT"}', '', 'C', 'CANAR'])
      assert.equal(mayContain(redact, text), false);
  });
  it('escaped punctuation, as servers write it → false; an escaped letter → true', () => {
    for (const text of ['A \\u0026 B\\u003d\\n', 'O&#39;Hara &amp; &#x22;', 'a%20b%2F%26', '#1 \\u0915', '%', '\\u00'])
      assert.equal(mayContain(redact, text), false, text);
    for (const text of ['\\u0043', '\\\\u0043', '%43', '%2543']) assert.equal(mayContain(redact, text), true, text);
  });
  it('a word that starts before the range or ends after it → false', () => {
    assert.equal(mayContain(redact, 'xCANARYx', 2), false);
    assert.equal(mayContain(redact, 'xCANARYx', 0, 6), false);
    assert.equal(mayContain(redact, 'xCANARYx', 1, 7), true);
  });
  it('a password with hardly any letters → true for any text', () => {
    assert.equal(mayContain(redactor([garbled]), 'x'), true);
  });
  it('many long keys → each is found', () => {
    const keys = Array.from(
      { length: 40 },
      (_, index) => `${String(index).padStart(2, '0')}${Buffer.alloc(60, `k${index}Z`).toString('hex')}`,
    );
    const many = redactor(keys);
    for (const one of keys) assert.equal(mayContain(many, `"${one}"`), true);
    assert.equal(mayContain(many, '"remarks": "none"'), false);
  });
  it('any text in which the redactor finds a secret → true', () => {
    const special = fc.constantFrom(...'+/=-_:&<>"\'\\ %#é');
    const secret = fc.string({ unit: fc.oneof(special, fc.constantFrom(...'abcXYZ019')), minLength: 6, maxLength: 24 });
    const around = fc.string({ unit: fc.constantFrom(...'abcXYZ019 "{}:'), maxLength: 40 });
    fc.assert(
      fc.property(
        secret,
        fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 8 }),
        around,
        around,
        fc.nat(5),
        (password, user, before, after, form) => {
          const one = keyOfUser(user, password).key;
          fc.pre(one !== undefined);
          const redactOne = redactor([one]);
          const written = [
            password,
            one,
            Buffer.from(password).toString('base64'),
            Buffer.from(one).toString('hex'),
            encodeURIComponent(password),
            JSON.stringify(password).slice(1, -1),
          ][form]!;
          const bytes = Buffer.from(`${before}${written}${after}`);
          const text = bytes.toString('latin1');
          return redactOne(text) === text || redactOne.mayContain!(bytes, 0, bytes.length);
        },
      ),
      { numRuns: 500 },
    );
  });
});
