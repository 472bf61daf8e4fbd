import assert from 'node:assert/strict';
import { readLoose } from '../../../../src/kapture/json/looseJson.ts';
import { FieldReader } from '../../../../src/kapture/records/fieldReader.ts';
import { RecordSplitter, type StreamedReading } from '../../../../src/kapture/responses/recordSplitter.ts';

/** Values for a key of the second of two records. `JSON.parse` decides which of them are JSON. */
const values: readonly string[] = [
  // Numbers.
  '0',
  '-0',
  '1',
  '-1',
  '10',
  '0.0',
  '1.5',
  '-1.25e3',
  '1E+2',
  '1e-7',
  '12345678901234567890',
  '1e999',
  '01',
  '-01',
  '1.',
  '.5',
  '-',
  '+1',
  '1e',
  '1e+',
  '1.e1',
  '0x1F',
  '1_000',
  'NaN',
  'Infinity',
  '-Infinity',
  '--1',
  '1 2',
  // Words.
  'true',
  'false',
  'null',
  'True',
  'NULL',
  'nul',
  'truee',
  'undefined',
  'tru\\u0065',
  'a',
  // Strings.
  '""',
  '"a"',
  '"\\"\\\\\\/\\b\\f\\n\\r\\t"',
  '"\\u00e9\\ud83d\\ude00"',
  '"\\ud800"',
  '"é हर \u{1F600}"',
  '"\u007f\u2028"',
  '"{[}],:"',
  '"\\x41"',
  '"\\u12"',
  '"\\u12g4"',
  '"\\U0041"',
  '"\\\'"',
  "'a'",
  '"a" "b"',
  // Lists and objects.
  '[]',
  '{}',
  '[[]]',
  '[1,"a",null,{}]',
  '{"a":{"b":[{}]}}',
  '{"a":1,"a":2}',
  '{"":0}',
  '{"__proto__":1}',
  '[1,]',
  '[,1]',
  '[,]',
  '[1,,2]',
  '[1 2]',
  '{"a":1,}',
  '{,}',
  '{"a"}',
  '{"a":}',
  '{"a":1 "b":2}',
  '{a:1}',
  "{'a':1}",
  '{1:1}',
  '{"a"::1}',
  '{"a":1,,"b":2}',
  '{null:1}',
  '[1}',
  '{"a":1]',
  '[{]}',
  '{"a":[}',
  // White space and comments.
  ' 1 ',
  '\t\r\n1',
  '\u00a01',
  '\u000b1',
  '/**/1',
  '1//',
  '#1',
  '',
  ' ',
  // Unclosed.
  '"',
  '"a',
  '"a\\"',
  '[',
  '{',
  '[1',
  '{"a"',
  '{"a":',
  '[[[[',
  // Closed too often.
  '1}',
  '1]',
  '{}}',
  '[]]',
  '1,',
  ',1',
];

interface Read {
  readonly records: readonly string[];
  readonly reading: StreamedReading;
}

function read(text: string): Read {
  const splitter = new RecordSplitter('pull');
  const records: string[] = [];
  let unreadable = 0;
  splitter.push(Buffer.from(text));
  const batch = splitter.take();
  const fields = new FieldReader('customer', 'Asia/Kolkata');
  for (let index = 0; batch && index < batch.spans.length; index += 2) {
    const record = batch.bytes.toString('utf8', batch.spans[index], batch.spans[index + 1]);
    if (!fields.read(batch.bytes, batch.spans[index]!, batch.spans[index + 1]!) && readLoose(record).problem)
      unreadable++;
    records.push(record);
  }
  return { records, reading: splitter.end(200, false, unreadable > 0) };
}

function strict(text: string): { message: unknown[] } | undefined {
  try {
    return JSON.parse(text) as { message: unknown[] };
  } catch {
    return undefined;
  }
}

describe('RecordSplitter with valid and invalid JSON', () => {
  for (const value of values) {
    const text = `{"message":[{"id":1,"name":"whole"},{"id":2,"name":${value}}],"status":"success"}`;
    const parsed = strict(text);
    it(`${JSON.stringify(value)} → ${parsed ? 'the same records' : 'not JSON or truncated, and the record before it stays'}`, () => {
      const { records, reading } = read(text);
      assert.equal(records[0], '{"id":1,"name":"whole"}');
      if (parsed) {
        assert.equal(reading.outcome, 'success');
        assert.deepEqual(
          records.map((record) => JSON.parse(record) as unknown),
          parsed.message,
        );
      } else {
        assert.equal(reading.outcome, 'unrecognized');
        assert(reading.trouble === 'not-json' || reading.trouble === 'truncated', reading.trouble);
      }
    });
  }
});
