import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LongResponse } from '../../../../src/kapture/responses/longResponse.ts';
import { redactBatch } from '../../../../src/kapture/pull/periodRequests.ts';
import { RecordSplitter } from '../../../../src/kapture/responses/recordSplitter.ts';
import { redactExchange } from '../../../../src/kapture/exchange/redactExchange.ts';
import { redactBytes, redactionMark, redactor } from '../../../../src/kapture/redaction/redact.ts';
import { exchangeOf } from '../payloadTests/support.ts';
import { reveals } from './revealed.ts';
import { revealing, secrets, type Secret } from './spellings.ts';

function isRevealed(text: string, { key, password }: Secret): boolean {
  return [key.replace(/=+$/, ''), password].some((secret) => reveals(text, secret));
}

function assertHidden(text: string, secret: Secret, original: string): void {
  assert.ok(!isRevealed(text, secret), `${JSON.stringify(secret)} in ${JSON.stringify(text)}, from ${original}`);
}

describe('redactor with any spelling of a secret', function () {
  this.timeout(60_000);

  it('texts before redaction → reveal the secret', () => {
    for (const { secret, text } of fc.sample(revealing, 200)) assert.ok(isRevealed(text, secret), text);
  });
  it('a text → cannot be decoded to the secret', () => {
    fc.assert(
      fc.property(revealing, ({ secret, text }) => assertHidden(redactor([secret.key])(text), secret, text)),
      { numRuns: 1000 },
    );
  });
  it('bytes → cannot be decoded to the secret, and the rest is unchanged', () => {
    fc.assert(
      fc.property(revealing, ({ secret, text }) => {
        const clean = redactBytes(Buffer.from(text), redactor([secret.key])).toString();
        assertHidden(clean, secret, text);
        // A secret that is a number of JSON becomes a string.
        const isRest = (pieces: readonly string[]): boolean =>
          pieces.length > 1 && text.startsWith(pieces[0]!) && text.endsWith(pieces.at(-1)!);
        assert.ok(isRest(clean.split(redactionMark)) || isRest(clean.split(`"${redactionMark}"`)), clean);
      }),
      { numRuns: 1000 },
    );
  });
  it('a record of a pull → cannot be decoded to the secret', () => {
    fc.assert(
      fc.property(revealing, ({ secret, text }) => {
        const splitter = new RecordSplitter('pull');
        const record = JSON.stringify({ id: 7, remarks: text });
        splitter.push(Buffer.from(`{"message":[{"id":6},${record}],"status":"success"}`));
        const { bytes, spans } = redactBatch(splitter.take()!, redactor([secret.key]));
        assertHidden(bytes.toString('utf8', spans[2], spans[3]), secret, record);
      }),
      { numRuns: 300 },
    );
  });
  it('URL, body, headers and message of an exchange → cannot be decoded to the secret', () => {
    fc.assert(
      fc.property(revealing, ({ secret, text }) => {
        const response = JSON.stringify({ message: text, status: 'failed' });
        const exchange = exchangeOf('get', response);
        const clean = redactExchange(
          {
            ...exchange,
            url: text,
            requestBody: text,
            response: { ...exchange.response, headers: { 'x-a': text, [text]: '' }, location: text, contentType: text },
          },
          redactor([secret.key]),
        );
        const { headers, location, contentType, reading, text: kept } = clean.response;
        for (const one of [clean.url, clean.requestBody, location, contentType, reading.message, String(kept)])
          assertHidden(one!, secret, text);
        for (const [name, value] of Object.entries(headers!)) assertHidden(`${name}\n${value}`, secret, text);
      }),
      { numRuns: 300 },
    );
  });
  it('across the border between two pieces of a long response → cannot be decoded to the secret', () => {
    fc.assert(
      fc.property(
        revealing,
        fc.constantFrom(1 << 15, (1 << 15) - 4096, 1 << 16, 1 << 17),
        fc.nat(400),
        fc.integer({ min: 500, max: 70_000 }),
        ({ secret, text }, border, shift, piece) => {
          const long = new LongResponse('get', undefined, redactor([secret.key]));
          const bytes = Buffer.from(`${' '.repeat(border - shift)}${text}${' '.repeat(9000)}`);
          for (let at = 0; at < bytes.length; at += piece) long.push(bytes.subarray(at, at + piece));
          assertHidden(String(long.end(200).text).trim(), secret, text);
        },
      ),
      { numRuns: 150 },
    );
  });
  it('a secret with one character replaced → unchanged', () => {
    fc.assert(
      fc.property(
        secrets,
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom('key', 'pair'),
        ({ key, pair }, at, part) => {
          const secret = { key, pair }[part];
          const text = JSON.stringify({ remarks: `${secret.slice(0, at)}~${secret.slice(at + 1, at + 6)}~` });
          assert.equal(redactor([key])(text), text);
        },
      ),
    );
  });
  it('an escaped secret 10,000 times in 1 MB → as many marks', () => {
    const password = 'CANARY s3cret+?';
    const escaped = [...password].map((sign) => `\\u00${sign.charCodeAt(0).toString(16)}`).join('');
    const key = Buffer.from(`user:${password}`).toString('base64');
    const text = `"${escaped}",`.repeat(10_000);
    assert.equal(redactor([key])(text), `"${redactionMark}",`.repeat(10_000));
  });
});
