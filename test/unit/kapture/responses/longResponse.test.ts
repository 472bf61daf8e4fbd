import assert from 'node:assert/strict';
import { LongResponse } from '../../../../src/kapture/responses/longResponse.ts';
import type { OperationId } from '../../../../src/kapture/catalogue/registry.ts';
import { redactionMark, redactor, type Redact } from '../../../../src/kapture/redaction/redact.ts';
import { readResponse, type ResponseReading } from '../../../../src/kapture/responses/readResponse.ts';
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

/** Reads bytes that arrive in chunks of a size. */
function readInChunks(
  bytes: Buffer,
  {
    chunkSize = 1 << 16,
    operation = 'pull',
    contentType,
    redact = (text) => text,
  }: { chunkSize?: number; operation?: OperationId; contentType?: string; redact?: Redact } = {},
): Read {
  const response = new LongResponse(operation, contentType, redact);
  for (let at = 0; at < bytes.length; at += chunkSize) response.push(bytes.subarray(at, at + chunkSize));
  const { text, reading } = response.end(200);
  return { text: String(text), reading, records: reading.records.map(({ start, end }) => text.slice(start, end)) };
}

function readWhole(text: string, operation: OperationId = 'pull'): Read {
  const reading = readResponse(operation, 200, text);
  return { text, reading, records: reading.records.map(({ start, end }) => text.slice(start, end)) };
}

const withoutRecords = ({ records: _, ...reading }: ResponseReading): object => reading;

describe('LongResponse', () => {
  const texts: Readonly<Record<string, string>> = {
    'ASCII letters': `{"message":[${records('Zoe')}],"status":"success"}`,
    'characters of two, three and four bytes': `{"message":[${records('Zoë आशा 𝒵')}],"status":"success"}`,
    'the status first, in different case': `[{"STATUS":"Success","Message":[${records('Zoe')}]}]`,
    'a record that is not JSON': `{"message":[${records('Zoe')},{"id":7,,}],"status":"success"}`,
    'NaN as a value, in the first record': `{"message":[{"id":NaN},${records('Zoë')}],"status":"success"}`,
    'a record that is not JSON, in a failure': `{"message":[${records('Zoe')},{"id":07}],"status":"failed"}`,
    'a record that is not JSON, in a truncated response': `{"message":[{"id":7,,},${records('Zoe')},{"id":7`,
    'unusual records that are JSON': `{"message":[${records('Zoe')},{"id":12345678901234567890},{"i\\u0064":7},{"id":8,"note":"a\\\nb"},{"contacts":[[]]}],"status":"success"}`,
    'a truncated response': `{"message":[${records('Zoë')},{"id":7`,
    'the published sample': sample('pull.response.txt'),
    'a long response without customers': `{"message":"No customer between dates.${' '.repeat(2_000_000)}","status":"failed"}`,
    'a web page': `<html>${'<p>Maintenance</p>\n'.repeat(100_000)}`,
    'an empty response': '',
  };
  for (const [title, text] of Object.entries(texts)) {
    for (const chunkSize of [7919, 1 << 16, 1 << 21]) {
      it(`${title}, in chunks of ${chunkSize} → the same text, records and reading as readResponse`, () => {
        const [found, expected] = [readInChunks(Buffer.from(text), { chunkSize }), readWhole(text)];
        assert.equal(found.text, expected.text);
        assert.deepEqual(found.records, expected.records);
        assert.deepEqual(withoutRecords(found.reading), withoutRecords(expected.reading));
      });
    }
  }

  it('a long customer from a Get, after multi-byte characters → its span is in bytes', () => {
    const text = `{"note":"आशा","Customer Details":{"id":7,"remarks":"${'ë'.repeat(1_000_000)}"},"status":"success"}`;
    assert.deepEqual(readInChunks(Buffer.from(text), { operation: 'get' }).records, readWhole(text, 'get').records);
    assert.equal(readWhole(text, 'get').records.length, 1);
  });

  it('a long list of customers from a Get, with multi-byte characters → the spans of all customers', () => {
    const text = `{"note":"आशा","Customer Details":[${records('Zoë आशा')}],"status":"success"}`;
    const found = readInChunks(Buffer.from(text), { operation: 'get' });
    assert.deepEqual([found.records.length, found.records], [5000, readWhole(text, 'get').records]);
  });

  for (const [what, end] of [
    ['is truncated', ',{"id":7'],
    ['has a record that is not JSON', ',{"id":7 8}],"status":"success"}'],
  ] as const)
    for (const status of [200, 302, 401, 429, 500]) {
      it(`a list that ${what}, with HTTP ${status} → the same reading as readResponse`, () => {
        const text = `{"message":[${records('Zoe')}${end}`;
        const response = new LongResponse('pull', undefined, (unchanged) => unchanged);
        response.push(Buffer.from(text));
        const { outcome, trouble, records: spans } = response.end(status).reading;
        const expected = readResponse('pull', status, text);
        assert.deepEqual([outcome, trouble, spans], [expected.outcome, expected.trouble, expected.records]);
      });
    }

  it('a byte order mark → removed, as in a short response', () => {
    const text = `{"message":[${records('Zoe')}],"status":"success"}`;
    assert.equal(readInChunks(Buffer.from(`\uFEFF${text}`)).text, text);
  });

  it('chunks of a byte, with a byte order mark and multi-byte characters → the text without the mark', () => {
    assert.equal(
      readInChunks(Buffer.from('\uFEFF{"message":"Zoë आशा 𝒵"}'), { chunkSize: 1 }).text,
      '{"message":"Zoë आशा 𝒵"}',
    );
  });

  it('the end inside a character → the same replacement character as from a decoder', () => {
    for (const missing of [1, 2, 3]) {
      const bytes = Buffer.from('{"message":"𝒵').subarray(0, -missing);
      for (const chunkSize of [1, 1 << 16])
        assert.equal(readInChunks(bytes, { chunkSize }).text, new TextDecoder().decode(bytes));
    }
  });

  it('bytes that are not UTF-8, split anywhere → the same replacement characters as from a decoder', () => {
    const bytes = Buffer.from('7b226120c3a922c328f09d92b5e0a4e28082ff80f09d92', 'hex');
    for (let chunkSize = 1; chunkSize < bytes.length; chunkSize++)
      assert.equal(readInChunks(bytes, { chunkSize }).text, new TextDecoder().decode(bytes), `chunks of ${chunkSize}`);
  });

  it('a text in another charset → in UTF-8', () => {
    const text = `{"message":[${records('Zoë')}],"status":"success"}`;
    const found = readInChunks(Buffer.from(text, 'latin1'), {
      contentType: 'application/json; charset=iso-8859-1',
      chunkSize: 999,
    });
    assert.deepEqual([found.text, found.records], [text, readWhole(text).records]);
  });

  it('bytes that are not UTF-8 → the same replacement characters as from a decoder', () => {
    const bytes = Buffer.from(`{"message":[${records('Zo\xeb')}],"status":"success"}`, 'latin1');
    const [found, expected] = [readInChunks(bytes, { chunkSize: 999 }), readWhole(bytes.toString())];
    assert.equal(found.text, expected.text);
    assert.deepEqual(found.records, expected.records);
  });

  describe('a secret of digits', () => {
    const redact = redactor(['1000298']);
    const numbers = [
      ...['1000298', '91000298', '10002981', '1000298.5'],
      ...['"1000298"', '"910002981"', '"x: 1000298, y"', '"\\"1000298\\\\"', '"1000298, 1000298.5"'],
    ];
    const list = (length: number): string =>
      `{"message":[{"id":1,"note":[${Array.from({ length }, (_, index) => numbers[index % numbers.length]).join(',')}]}],"status":"success"}`;

    it('in a long response → as in a short one, and still JSON', () => {
      for (let shift = 0; shift < 12; shift++) {
        const text = `${' '.repeat(shift)}${list(30_000)}`;
        const found = readInChunks(Buffer.from(text), { redact, chunkSize: 9973 });
        assert.ok(found.text === redact(text), `shifted by ${shift}`);
        assert.equal(found.reading.outcome, 'success');
      }
    });
    it('after more white space than is searched at a time → as in a short one, and still JSON', () => {
      for (const text of [`${' '.repeat(40_000)}{"id":1000298}`, `${'\n'.repeat(40_000)}Wrong PIN 1000298`]) {
        const found = readInChunks(Buffer.from(text), { redact, operation: 'get' });
        assert.equal(found.text.trim(), redact(text).trim());
      }
    });
    it('in a text without separators → as in a short one', () => {
      const text = `{"id":1,"note":"${'91000298'.repeat(40_000)}"}`;
      assert.ok(readInChunks(Buffer.from(text), { redact, operation: 'get' }).text === text);
    });
  });

  describe('a key that the server sends back', () => {
    const key = Buffer.from('someone:of these days').toString('base64');
    const redact = redactor([key]);
    // These are around every offset at which the text may be redacted or compressed.
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
      it(`around byte ${around} → redacted, and the right spans of the records`, () => {
        for (let shift = -key.length - 2; shift <= 2; shift++) {
          const head = '{"message":[{"id":1,"note":"';
          const text = `${head}${'.'.repeat(around + shift - head.length)}${key}"},{"id":2,"note":"${'.'.repeat(300_000)}"}],"status":"success"}`;
          const found = readInChunks(Buffer.from(text), { redact });
          assert.equal(found.text, text.replace(key, redactionMark), `shifted by ${shift}`);
          assert.deepEqual(found.records, readWhole(found.text).records);
          assert.equal(found.records.length, 2);
        }
      });
    }
  });
});
