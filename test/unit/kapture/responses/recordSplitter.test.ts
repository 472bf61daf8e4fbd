import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RecordSplitter, type StreamedReading } from '../../../../src/kapture/responses/recordSplitter.ts';
import { readResponse } from '../../../../src/kapture/responses/readResponse.ts';
import { sample } from '../../../samples.ts';

interface Split {
  readonly records: string[];
  readonly reading: StreamedReading;
}

/**
 * Splits bytes that arrive in chunks of the given lengths, repeatedly, and takes records as soon as they are complete.
 */
function split(bytes: Uint8Array, lengths: readonly number[] = [bytes.length], status = 200): Split {
  // The memory is so small that it must grow.
  const spare = (): Buffer => Buffer.allocUnsafeSlow(64);
  const splitter = new RecordSplitter('pull', spare());
  const records: string[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = Math.max(1, lengths[turn % lengths.length]!);
    splitter.push(bytes.subarray(at, (at += length)));
    const batch = splitter.take(spare());
    for (let index = 0; batch && index < batch.spans.length; index += 2)
      records.push(batch.bytes.toString('utf8', batch.spans[index], batch.spans[index + 1]));
  }
  return { records, reading: splitter.end(status) };
}

/** The result of `readResponse` for the whole text. */
function readWhole(
  text: string,
  status = 200,
): {
  records: string[];
  outcome: string;
  trouble: string | undefined;
  message: string | undefined;
  failure: string | undefined;
  notRecords: number | undefined;
} {
  const { records, ...reading } = readResponse('pull', status, text);
  const { outcome, trouble, message, failure, notRecords } = reading;
  return {
    records: records.map(({ start, end }) => text.slice(start, end)),
    outcome,
    trouble,
    message,
    failure,
    notRecords,
  };
}

function compare(text: string, lengths?: readonly number[], status = 200): void {
  const { records, reading } = split(Buffer.from(text), lengths, status);
  const expected = readWhole(text, status);
  const { outcome, trouble, message, failure, notRecords } = reading;
  // The records of a refused response are not compared.
  const isRefused = trouble === 'unknown-envelope' || trouble === 'no-list';
  const ours = outcome === 'success' || (outcome === 'unrecognized' && !isRefused) ? records : [];
  assert.deepEqual({ records: ours, outcome, trouble, message, failure, notRecords }, expected);
}

const record =
  '{"id":1,"name":"a\\"}{[","remarks":"raw\nbreak \u0001 \\\\","contacts":[{"leadId":1,"phone":"}]"}],"é":"\u{1F600} हर"}';
const responses = {
  'as documented': `{"message":[${record},${record}],"status":"success"}`,
  'status first': `{"status":"success","message":[${record}]}`,
  'keys in other cases, pretty-printed': `{\n  "Status" : "Success",\r\n\t"Message" : [ ${record} ,\n ${record} ]\n}`,
  'wrapped in an array': `[{"message":[${record}],"status":"success"}]`,
  'with a byte order mark': `\uFEFF{"message":[${record}],"status":"success"}`,
  'nested lists': `{"message":[[${record}],[]],"status":"success"}`,
  'a sentence before the list': `{"Message":"Success [{","message":[${record}],"status":"success"}`,
  'a record instead of a list': `{"message":${record},"status":"success"}`,
  'an escaped key': `{"mess\\u0061ge":[${record}],"status":"success"}`,
  'the key twice': `{"message":[${record}],"status":"success","message":[{"id":2}]}`,
  'the key inside another value': `{"data":{"message":[{"id":9}]},"message":[${record}],"status":"success"}`,
  'no customer': '{"message":"No customer between dates.","status":"failed"}',
  'an empty list': '{"message":[],"status":"success"}',
  'a key that is refused': '{"message":"Invalid Auth Key","status":"failed"}',
  'a list with other elements': `{"message":[1,"{",null,[{"id":3}],${record},true],"status":"success"}`,
  'a failure with records': `{"message":[${record}],"status":"failed"}`,
  'no status': `{"message":[${record}]}`,
  'a web page': '<!DOCTYPE html><html>{"message":[{"id":1}]}</html>',
  nothing: '',
  'a number': '12',
  'a list of numbers': '[1,2]',
  'a missing comma': `{"message":[${record} ${record}],"status":"success"}`,
  'a trailing comma': `{"message":[${record},],"status":"success"}`,
  'two envelopes': `[{"message":[${record}],"status":"success"},{"message":[{"id":2}]}]`,
  'a value before the envelope': `["x",{"message":[${record}],"status":"success"}]`,
  'text after the envelope': `{"message":[${record}],"status":"success"} x`,
};

describe('RecordSplitter', () => {
  for (const [name, text] of Object.entries(responses)) {
    it(`${name} → the same as readResponse, wherever chunks end`, () => {
      // Unlike `readResponse`, the splitter returns all records of a malformed list.
      if (name === 'a missing comma') {
        const { records, reading } = split(Buffer.from(text));
        assert.deepEqual([records, reading.outcome, reading.trouble], [[record, record], 'unrecognized', 'not-json']);
        return;
      }
      compare(text);
      for (let first = 1; first < Buffer.byteLength(text); first++) compare(text, [first, text.length * 4]);
      compare(text, [1]);
    });
  }
  it('the published Pull response → its record, wherever chunks end', () => {
    const text = sample('pull.response.txt');
    for (let first = 1; first < Buffer.byteLength(text); first++) compare(text, [first, text.length * 4]);
  });
  it('truncated at any byte → the complete records, and truncated', () => {
    const text = responses['as documented'];
    const bytes = Buffer.from(text);
    for (let length = 1; length < bytes.length; length++) {
      const { records, reading } = split(bytes.subarray(0, length));
      assert.deepEqual([reading.outcome, reading.trouble, reading.bytes], ['unrecognized', 'truncated', length]);
      const ends = [text.indexOf(',{"id"'), text.lastIndexOf(']')].map((at) => Buffer.byteLength(text.slice(0, at)));
      assert.equal(records.length, ends.filter((end) => end <= length).length);
    }
  });
  for (const status of [401, 429, 500, 302])
    it(`status ${status} → the same as readResponse`, () => compare(responses['no customer'], [7], status));

  it('any strict JSON → the same records and outcome as readResponse', () => {
    const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value));
    const object = fc
      .dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 3 }))
      .map((value) => JSON.stringify(value));
    const list = fc
      .array(fc.oneof({ weight: 5, arbitrary: object }, json))
      .map((elements) => `[${elements.join(',')}]`);
    const key = fc.constantFrom('"message"', '"Message"', '"status"', '"data"', '"me\\u0073sage"', '"message "');
    const envelope = fc
      .array(fc.tuple(key, fc.oneof({ weight: 4, arbitrary: list }, object, json, fc.constant('"success"'))), {
        maxLength: 5,
      })
      .map((entries) => `{${entries.map(([name, value]) => `${name}:${value}`).join(',')}}`);
    const response = fc.oneof(
      envelope,
      envelope.map((text) => `[${text}]`),
      json,
    );
    fc.assert(
      fc.property(response, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (text, lengths) =>
        compare(text, lengths),
      ),
      { numRuns: 1500, seed: 5 },
    );
  });
  it('a record that is moved to where another one was → read correctly', () => {
    const splitter = new RecordSplitter('pull', Buffer.allocUnsafeSlow(64));
    const [before, after] = ['{"":1,"name":"aaaaaaaaa"}', '{"x":{"name":"b"},"id":1}'];
    const prefix = '{"x":"xxxxxxx","message":[';
    assert.equal(prefix.length, before.length + 1);
    splitter.push(Buffer.from(`${prefix}${before},`));
    splitter.push(Buffer.from(`${after}]}`));
    const { bytes, spans } = splitter.take()!;
    assert.deepEqual(
      [0, 2].map((index) => bytes.toString('utf8', spans[index], spans[index + 1])),
      [before, after],
    );
  });
  it('records before another entry that is very long → all of them; only the beginning of the text is kept', () => {
    const { records, reading } = split(
      Buffer.from(`{"message":[{"id":1}],"debug":"${'x'.repeat(300_000)}","status":"success"}`),
    );
    assert.deepEqual([records.length, reading.outcome], [1, 'success']);
    assert.ok(reading.text.length < 1 << 18);
  });
  it('an endless record → an error at its limit, and the records before it can be taken', () => {
    const splitter = new RecordSplitter('pull');
    splitter.push(Buffer.from('{"message":[{"id":1},{"id":"'));
    const chunk = Buffer.alloc(1 << 22, 'x');
    let count = 0;
    assert.throws(() => {
      for (; count < 100; count++) splitter.push(chunk);
    }, /A record of more than/);
    assert.equal(count, 1);
    assert.deepEqual([splitter.records, splitter.take()?.spans.length], [1, 2]);
  });
});
