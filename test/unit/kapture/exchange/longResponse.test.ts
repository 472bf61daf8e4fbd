import assert from 'node:assert/strict';
import { LongResponse } from '../../../../src/kapture/exchange/longResponse.ts';
import type { OperationId } from '../../../../src/kapture/catalogue/registry.ts';
import { redactionMark, redactor, type Redact } from '../../../../src/kapture/redaction/redact.ts';
import { readResponse, type ResponseReading } from '../../../../src/kapture/exchange/readResponse.ts';
import { sample } from '../../../samples.ts';

const record = (id: number, name: string): string =>
  `{"id":${id},"name":"${name}","note":"one\ntwo ${'x'.repeat(500)}"}`;
const records = (name: string): string =>
  Array.from({ length: 5000 }, (_, index) => record(index + 1, name)).join(', ');

interface Read {
  readonly text: string;
  readonly reading: ResponseReading;
  readonly records: readonly string[];
}

/** What comes of bytes that arrive in pieces of a length. */
function readPieces(
  bytes: Buffer,
  {
    piece = 1 << 16,
    operation = 'pull',
    contentType,
    redact = (text) => text,
  }: { piece?: number; operation?: OperationId; contentType?: string; redact?: Redact } = {},
): Read {
  const response = new LongResponse(operation, contentType, redact);
  for (let at = 0; at < bytes.length; at += piece) response.push(bytes.subarray(at, at + piece));
  const { text, reading } = response.end(200);
  return { text: String(text), reading, records: reading.records.map(({ start, end }) => text.slice(start, end)) };
}

function readAtOnce(text: string, operation: OperationId = 'pull'): Read {
  const reading = readResponse(operation, 200, text);
  return { text, reading, records: reading.records.map(({ start, end }) => text.slice(start, end)) };
}

const saying = ({ records: _, ...reading }: ResponseReading): object => reading;

describe('LongResponse', () => {
  const texts: Readonly<Record<string, string>> = {
    'plain letters': `{"message":[${records('Zoe')}],"status":"success"}`,
    'letters of two, three and four bytes': `{"message":[${records('Zoë आशा 𝒵')}],"status":"success"}`,
    'the status first, in other cases': `[{"STATUS":"Success","Message":[${records('Zoe')}]}]`,
    'a record that is no JSON': `{"message":[${records('Zoe')},{"id":7,,}],"status":"success"}`,
    'a record with a word for a value, among the first': `{"message":[{"id":NaN},${records('Zoë')}],"status":"success"}`,
    'a record that is no JSON, of a failure': `{"message":[${records('Zoe')},{"id":07}],"status":"failed"}`,
    'a record that is no JSON, and cut off': `{"message":[{"id":7,,},${records('Zoe')},{"id":7`,
    'records that are JSON, but rare': `{"message":[${records('Zoe')},{"id":12345678901234567890},{"i\\u0064":7},{"id":8,"note":"a\\\nb"},{"contacts":[[]]}],"status":"success"}`,
    'cut off': `{"message":[${records('Zoë')},{"id":7`,
    'the published sample': sample('pull.response.txt'),
    'no customers, and long': `{"message":"No customer between dates.${' '.repeat(2_000_000)}","status":"failed"}`,
    'a web page': `<html>${'<p>Maintenance</p>\n'.repeat(100_000)}`,
    nothing: '',
  };
  for (const [title, text] of Object.entries(texts)) {
    for (const piece of [7919, 1 << 16, 1 << 21]) {
      it(`${title}, in pieces of ${piece} → the text and its records, read as readResponse reads them`, () => {
        const [found, expected] = [readPieces(Buffer.from(text), { piece }), readAtOnce(text)];
        assert.equal(found.text, expected.text);
        assert.deepEqual(found.records, expected.records);
        assert.deepEqual(saying(found.reading), saying(expected.reading));
      });
    }
  }

  it('a long customer of a Get, behind letters of several bytes → its place is in bytes', () => {
    const text = `{"note":"आशा","Customer Details":{"id":7,"remarks":"${'ë'.repeat(1_000_000)}"},"status":"success"}`;
    assert.deepEqual(readPieces(Buffer.from(text), { operation: 'get' }).records, readAtOnce(text, 'get').records);
    assert.equal(readAtOnce(text, 'get').records.length, 1);
  });

  it('a long list of customers from a Get, with letters of several bytes → each in its place', () => {
    const text = `{"note":"आशा","Customer Details":[${records('Zoë आशा')}],"status":"success"}`;
    const found = readPieces(Buffer.from(text), { operation: 'get' });
    assert.deepEqual([found.records.length, found.records], [5000, readAtOnce(text, 'get').records]);
  });

  for (const [what, end] of [
    ['is cut off', ',{"id":7'],
    ['has a record that is no JSON', ',{"id":7 8}],"status":"success"}'],
  ] as const)
    for (const status of [200, 302, 401, 429, 500]) {
      it(`a list that ${what}, with HTTP ${status} → what readResponse makes of it`, () => {
        const text = `{"message":[${records('Zoe')}${end}`;
        const response = new LongResponse('pull', undefined, (unchanged) => unchanged);
        response.push(Buffer.from(text));
        const { outcome, trouble, records: spans } = response.end(status).reading;
        const expected = readResponse('pull', status, text);
        assert.deepEqual([outcome, trouble, spans], [expected.outcome, expected.trouble, expected.records]);
      });
    }

  it('a byte order mark → none, as in a short response', () => {
    const text = `{"message":[${records('Zoe')}],"status":"success"}`;
    assert.equal(readPieces(Buffer.from(`\uFEFF${text}`)).text, text);
  });

  it('pieces of a byte, with a byte order mark and letters of several bytes → the text without the mark', () => {
    assert.equal(
      readPieces(Buffer.from('\uFEFF{"message":"Zoë आशा 𝒵"}'), { piece: 1 }).text,
      '{"message":"Zoë आशा 𝒵"}',
    );
  });

  it('the end within a letter → the same mark as a decoder leaves', () => {
    for (const missing of [1, 2, 3]) {
      const bytes = Buffer.from('{"message":"𝒵').subarray(0, -missing);
      for (const piece of [1, 1 << 16])
        assert.equal(readPieces(bytes, { piece }).text, new TextDecoder().decode(bytes));
    }
  });

  it('bytes that are no UTF-8, cut anywhere → the same marks as a decoder leaves', () => {
    const bytes = Buffer.from('7b226120c3a922c328f09d92b5e0a4e28082ff80f09d92', 'hex');
    for (let piece = 1; piece < bytes.length; piece++)
      assert.equal(readPieces(bytes, { piece }).text, new TextDecoder().decode(bytes), `pieces of ${piece}`);
  });

  it('a text in another charset → in UTF-8', () => {
    const text = `{"message":[${records('Zoë')}],"status":"success"}`;
    const found = readPieces(Buffer.from(text, 'latin1'), {
      contentType: 'application/json; charset=iso-8859-1',
      piece: 999,
    });
    assert.deepEqual([found.text, found.records], [text, readAtOnce(text).records]);
  });

  it('bytes that are no UTF-8 → the same marks as a decoder leaves', () => {
    const bytes = Buffer.from(`{"message":[${records('Zo\xeb')}],"status":"success"}`, 'latin1');
    const [found, expected] = [readPieces(bytes, { piece: 999 }), readAtOnce(bytes.toString())];
    assert.equal(found.text, expected.text);
    assert.deepEqual(found.records, expected.records);
  });

  describe('a key that the server sends back', () => {
    const key = Buffer.from('someone:of these days').toString('base64');
    const redact = redactor([key]);
    // Around every border at which the text may be looked through or packed.
    for (const around of [
      (1 << 15) - 4096,
      1 << 15,
      (1 << 16) - 4096,
      1 << 16,
      (1 << 17) - 4096,
      1 << 17,
      (1 << 17) + (1 << 16),
      1 << 18,
    ]) {
      it(`around byte ${around} → nothing of it, and the records where they are`, () => {
        for (let shift = -key.length - 2; shift <= 2; shift++) {
          const head = '{"message":[{"id":1,"note":"';
          const text = `${head}${'.'.repeat(around + shift - head.length)}${key}"},{"id":2,"note":"${'.'.repeat(300_000)}"}],"status":"success"}`;
          const found = readPieces(Buffer.from(text), { redact });
          assert.equal(found.text, text.replace(key, redactionMark), `shifted by ${shift}`);
          assert.deepEqual(found.records, readAtOnce(found.text).records);
          assert.equal(found.records.length, 2);
        }
      });
    }
  });
});
