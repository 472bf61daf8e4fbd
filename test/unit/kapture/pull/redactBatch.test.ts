import assert from 'node:assert/strict';
import { RecordSplitter, type RecordBatch } from '../../../../src/kapture/responses/recordSplitter.ts';
import { redactBatch } from '../../../../src/kapture/pull/periodRequests.ts';
import { redactionMark, redactor } from '../../../../src/kapture/redaction/redact.ts';

const key = 'a2FwZGVtbzprYXAxMjM=';

function batchOf(...records: readonly string[]): RecordBatch {
  const splitter = new RecordSplitter('pull');
  splitter.push(Buffer.from(`{"message":[${records.join(',')}],"status":"success"}`));
  return splitter.take()!;
}

function recordsOf({ bytes, spans }: RecordBatch): string[] {
  return Array.from({ length: spans.length / 2 }, (_, index) =>
    bytes.toString('utf8', spans[index * 2], spans[index * 2 + 1]),
  );
}

describe('redactBatch', () => {
  it('records with the key, its decoded form or the password → redacted, and the rest is unchanged', () => {
    const clean = redactBatch(
      batchOf(
        '{"id":1,"name":"Zoë"}',
        `{"id":2,"name":"${key}"}`,
        '{"id":3,"name":"kapdemo:kap123"}',
        '{"id":4,"name":"my kap123"}',
      ),
      redactor([key]),
    );
    assert.deepEqual(recordsOf(clean), [
      '{"id":1,"name":"Zoë"}',
      `{"id":2,"name":"${redactionMark}"}`,
      `{"id":3,"name":"${redactionMark}"}`,
      `{"id":4,"name":"my ${redactionMark}"}`,
    ]);
  });
  it('a byte that is not UTF-8, in a record with the key and in another → unchanged', () => {
    const splitter = new RecordSplitter('pull');
    splitter.push(
      Buffer.from(
        `{"message":[{"id":1,"name":"Zo\xeb"},{"id":2,"name":"Zo\xeb ${key}"}],"status":"success"}`,
        'latin1',
      ),
    );
    const { bytes, spans } = redactBatch(splitter.take()!, redactor([key]));
    const [other, changed] = [bytes.subarray(spans[0], spans[1]), bytes.subarray(spans[2], spans[3])];
    assert.deepEqual(other, Buffer.from('{"id":1,"name":"Zo\xeb"}', 'latin1'));
    assert.deepEqual(
      changed,
      Buffer.concat([Buffer.from('{"id":2,"name":"Zo\xeb ', 'latin1'), Buffer.from(`${redactionMark}"}`)]),
    );
  });
  it('records without a secret → the same batch', () => {
    const batch = batchOf('{"id":1,"name":"Zoë"}');
    assert.equal(redactBatch(batch, redactor([key])), batch);
  });
});
