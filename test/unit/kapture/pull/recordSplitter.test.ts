import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RecordSplitter, type Room, type StreamedReading } from '../../../../src/kapture/pull/recordSplitter.ts';
import { readReply } from '../../../../src/kapture/reply.ts';
import { sample } from '../sample.ts';

interface Split {
  readonly records: string[];
  readonly reading: StreamedReading;
}

/** Splits bytes that come in pieces of some lengths, over and over, and takes records as soon as they are there. */
function split(bytes: Uint8Array, lengths: readonly number[] = [bytes.length], status = 200): Split {
  // Small, so that it has to grow.
  const spare = (): Room => ({ bytes: Buffer.allocUnsafeSlow(64), notes: new Int32Array(4) });
  const splitter = new RecordSplitter(spare());
  const records: string[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = Math.max(1, lengths[turn % lengths.length]!);
    splitter.push(bytes.subarray(at, at += length));
    const batch = splitter.take(spare());
    for (let index = 0; batch && index < batch.spans.length; index += 2) records.push(batch.bytes.toString('utf8', batch.spans[index], batch.spans[index + 1]));
  }
  return { records, reading: splitter.end(status) };
}

/** What the reader of whole texts says of the same. */
function whole(text: string, status = 200): { records: string[]; outcome: string; trouble: string | undefined; message: string | undefined; failure: string | undefined } {
  const { records, outcome, trouble, message, failure } = readReply('pull', status, text);
  return { records: records.map(({ start, end }) => text.slice(start, end)), outcome, trouble, message, failure };
}

function compare(text: string, lengths?: readonly number[], status = 200): void {
  const { records, reading } = split(Buffer.from(text), lengths, status);
  const expected = whole(text, status);
  const { outcome, trouble, message, failure } = reading;
  // Which of its records a failed reply has is nobody's business.
  const ours = outcome === 'success' || outcome === 'unreadable' && trouble !== 'unknown-envelope' ? records : [];
  assert.deepEqual({ records: ours, outcome, trouble, message, failure }, expected);
}

const record = '{"id":1,"name":"a\\"}{[","remarks":"raw\nbreak \u0001 \\\\","contacts":[{"leadId":1,"phone":"}]"}],"é":"\u{1F600} हर"}';
const replies = {
  'as documented': `{"message":[${record},${record}],"status":"success"}`,
  'status first': `{"status":"success","message":[${record}]}`,
  'keys in other cases, pretty-printed': `{\n  "Status" : "Success",\r\n\t"Message" : [ ${record} ,\n ${record} ]\n}`,
  'wrapped in an array': `[{"message":[${record}],"status":"success"}]`,
  'with a byte order mark': `\uFEFF{"message":[${record}],"status":"success"}`,
  'one record without a list': `{"message":${record},"status":"success"}`,
  'an escaped key': `{"mess\\u0061ge":[${record}],"status":"success"}`,
  'the key twice': `{"message":[${record}],"status":"success","message":[{"id":2}]}`,
  'the key inside another value': `{"data":{"message":[{"id":9}]},"message":[${record}],"status":"success"}`,
  'no customer': '{"message":"No customer between dates.","status":"failed"}',
  'an empty list': '{"message":[],"status":"success"}',
  'a key that is refused': '{"message":"Invalid Auth Key","status":"failed"}',
  'a list of other things': `{"message":[1,"{",null,[{"id":3}],${record},true],"status":"success"}`,
  'a failure with records': `{"message":[${record}],"status":"failed"}`,
  'no status': `{"message":[${record}]}`,
  'a web page': '<!DOCTYPE html><html>{"message":[{"id":1}]}</html>',
  'nothing': '',
  'a number': '12',
  'a list of numbers': '[1,2]',
  'no comma': `{"message":[${record} ${record}],"status":"success"}`,
  'a comma too many': `{"message":[${record},],"status":"success"}`,
  'two envelopes': `[{"message":[${record}],"status":"success"},{"message":[{"id":2}]}]`,
  'something before the envelope': `["x",{"message":[${record}],"status":"success"}]`,
  'something behind it': `{"message":[${record}],"status":"success"} x`,
};

describe('RecordSplitter', () => {
  for (const [name, text] of Object.entries(replies)) {
    it(`${name} → what the reader of whole texts says, wherever chunks end`, () => {
      // The reader of whole texts goes on in lists that are broken, or not; here all records count that have come.
      if (name === 'no comma') {
        const { records, reading } = split(Buffer.from(text));
        assert.deepEqual([records, reading.outcome, reading.trouble], [[record, record], 'unreadable', 'not-json']);
        return;
      }
      compare(text);
      for (let first = 1; first < Buffer.byteLength(text); first++) compare(text, [first, text.length * 4]);
      compare(text, [1]);
    });
  }
  it('the published Pull reply → its record, wherever a chunk ends', () => {
    const text = sample('pull.response.txt');
    for (let first = 1; first < Buffer.byteLength(text); first++) compare(text, [first, text.length * 4]);
  });
  it('cut off at any byte → the complete records, and that it was cut off', () => {
    const text = replies['as documented'];
    const bytes = Buffer.from(text);
    for (let length = 1; length < bytes.length; length++) {
      const { records, reading } = split(bytes.subarray(0, length));
      assert.deepEqual([reading.outcome, reading.trouble, reading.bytes], ['unreadable', 'truncated', length]);
      const ends = [text.indexOf(',{"id"') , text.lastIndexOf(']')].map((at) => Buffer.byteLength(text.slice(0, at)));
      assert.equal(records.length, ends.filter((end) => end <= length).length);
    }
  });
  for (const status of [401, 429, 500, 302]) it(`status ${status} → as for a whole text`, () => compare(replies['no customer'], [7], status));

  it('any value that strict JSON takes → the same records and the same outcome', () => {
    const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value));
    const object = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 3 })).map((value) => JSON.stringify(value));
    const list = fc.array(fc.oneof({ weight: 5, arbitrary: object }, json)).map((elements) => `[${elements.join(',')}]`);
    const key = fc.constantFrom('"message"', '"Message"', '"status"', '"data"', '"me\\u0073sage"', '"message "');
    const envelope = fc.array(fc.tuple(key, fc.oneof({ weight: 4, arbitrary: list }, object, json, fc.constant('"success"'))), { maxLength: 5 })
      .map((entries) => `{${entries.map(([name, value]) => `${name}:${value}`).join(',')}}`);
    const reply = fc.oneof(envelope, envelope.map((text) => `[${text}]`), json);
    fc.assert(fc.property(reply, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (text, lengths) => compare(text, lengths)), { numRuns: 1500, seed: 5 });
  });
  it('a record that goes on and on → no more than its limit is held', () => {
    const splitter = new RecordSplitter();
    splitter.push(Buffer.from('{"message":[{"id":"'));
    const chunk = Buffer.alloc(1 << 22, 'x');
    assert.throws(() => {
      for (let count = 0; count < 100; count++) splitter.push(chunk);
    }, /A record of more than/);
  });
});
