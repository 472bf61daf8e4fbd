import assert from 'node:assert/strict';
import { authKeyOffset } from '../../../../src/kapture/redaction/secretNames.ts';
import { examples } from '../../../../src/kapture/catalogue/examples.ts';

describe('authKeyOffset', () => {
  for (const [text, offset] of [
    ['// Basic a2FwZGVtbzprYXAxMjM=\n{}', 3],
    ['{"authorization": "anything"}', 2],
    ['{"a": 1, "Authorization" : "Bearer x"}', 10],
    ['-H authorization:Basic a2FwZGVtbzprYXAxMjM=', 3],
  ] as const) {
    it(`${JSON.stringify(text)} → ${offset}`, () => assert.equal(authKeyOffset(text), offset));
  }
  for (const text of [
    '{"customer_name": "Basic Restaurants"}',
    '{"remarks": "needs authorization from the bank"}',
    '// Basic test of an add\n{}',
    ...examples.map((example) => example.text),
  ]) {
    it(`${JSON.stringify(text.slice(0, 50))} → no key`, () => assert.equal(authKeyOffset(text), undefined));
  }
});
