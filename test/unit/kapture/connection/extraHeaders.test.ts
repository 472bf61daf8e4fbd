import assert from 'node:assert/strict';
import { operationIds } from '../../../../src/kapture/catalogue/registry.ts';
import { problemOfHeaderValue, readExtraHeaders } from '../../../../src/kapture/connection/extraHeaders.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';

describe('readExtraHeaders', () => {
  it('no setting → no headers', () => assert.deepEqual(readExtraHeaders(undefined), { headers: [] }));
  it('a value, a secret, the auth key and operations → the same headers', () =>
    assert.deepEqual(
      readExtraHeaders([
        { name: 'x-api-type', value: 'TICKET' },
        { name: 'x-tenant', from: 'secret' },
        { name: 'X-Api-Key', from: 'auth-key', operations: ['add', 'update'] },
      ]),
      {
        headers: [
          { name: 'x-api-type', value: { text: 'TICKET' } },
          { name: 'x-tenant', value: 'secret' },
          { name: 'X-Api-Key', value: 'auth-key', operations: ['add', 'update'] },
        ],
      },
    ));
  it('one name for different operations → both headers', () =>
    assert.equal(
      'headers' in
        readExtraHeaders([
          { name: 'x-a', value: '1', operations: ['add'] },
          { name: 'X-A', value: '2', operations: ['get'] },
        ]),
      true,
    ));

  for (const [raw, sentence] of [
    [{}, 'headers must be an array.'],
    [Array.from({ length: 21 }, () => ({})), 'A connection can have up to 20 headers.'],
    [[null], 'A header must have a name without spaces, such as x-api-key.'],
    [[{ name: 'x api' }], 'A header must have a name without spaces, such as x-api-key.'],
    [[{ name: 'x\r\ny', value: '1' }], 'A header must have a name without spaces, such as x-api-key.'],
    [[{ name: 'Authorization', value: 'x' }], 'The header Authorization is set by the extension.'],
    [[{ name: 'host', value: 'x' }], 'The header host is set by the extension.'],
    [[{ name: 'x-a' }], 'The header x-a needs "value", or "from" with "secret" or "auth-key".'],
    [[{ name: 'x-a', from: 'file' }], 'The header x-a needs "value", or "from" with "secret" or "auth-key".'],
    [[{ name: 'x-a', value: 'v', from: 'secret' }], 'The header x-a has both a value and a source.'],
    [
      [{ name: 'x-a', value: 'a\nb' }],
      'The value of a header must be ASCII text without line breaks or surrounding spaces.',
    ],
    [[{ name: 'x-a', value: '1', operations: ['drop'] }], `operations must be an array of ${operationIds.join(', ')}.`],
    [
      [
        { name: 'x-a', from: 'secret', operations: ['add'] },
        { name: 'X-A', from: 'secret', operations: ['get'] },
      ],
      'The header X-A is listed more than once.',
    ],
    [
      [
        { name: 'x-a', value: '1' },
        { name: 'X-A', value: '2', operations: ['get'] },
      ],
      'The header X-A is listed more than once.',
    ],
  ] as const)
    it(`${JSON.stringify(raw).slice(0, 80)} → ${sentence}`, () => {
      const reading = readExtraHeaders(raw);
      assert.equal('problem' in reading && inEnglish(reading.problem), sentence);
    });
});

describe('problemOfHeaderValue', () => {
  for (const value of ['', ' a', 'a ', 'a\r\nb', 'é', 'a'.repeat(8001)])
    it(`${JSON.stringify(value).slice(0, 20)} → a problem`, () => assert.ok(problemOfHeaderValue(value)));
  for (const value of ['a', 'a b', 'Basic a2FwOng=', 'a'.repeat(8000)])
    it(`${JSON.stringify(value).slice(0, 20)} → no problem`, () =>
      assert.equal(problemOfHeaderValue(value), undefined));
});
