import assert from 'node:assert/strict';
import { limitOf } from '../../../../src/kapture/pull/limits.ts';
import { readResponse } from '../../../../src/kapture/responses/readResponse.ts';
import type { Response } from '../../../../src/kapture/exchange/exchange.ts';

const text = '{"message":[{"id":1},{"id":2}],"status":"success"}';
const response = { text, reading: readResponse('pull', 200, text) } as Response;

describe('limitOf', () => {
  for (const [operation, requestBody, recordLimit, expected] of [
    ['pull', '[{}]', undefined, undefined],
    ['pull', '[{"limit": 3, "offset": 0}]', undefined, undefined],
    ['pull', '[{"limit": 2}]', undefined, { limited: 2, isPage: true }],
    ['pull', '{"limit": "2"}', undefined, { limited: 2, isPage: true }],
    ['pull', '[{"limit": 1}]', undefined, undefined],
    ['pull', '[{"limit": 3, "offset": 4}]', undefined, { limited: 2, isPage: true }],
    ['pull', '[{}]', 2, { limited: 2 }],
    ['pull', '[{}]', 3, undefined],
    ['pull', '{"createStartDate": "2024-05-01", "limit": "2", "offset": ""}', undefined, { limited: 2, isPage: true }],
    ['pull', '{"createStartDate": "2024-05-01", "limit": "", "offset": ""}', undefined, undefined],
    ['pull', '{"createStartDate": "2024-05-01", "limit": "", "offset": "5"}', undefined, { limited: 2, isPage: true }],
    ['pull', '{"createStartDate": "2024-05-01", "phone": "9845"}', undefined, { limited: 2, isFiltered: true }],
    ['pull', '{"createStartDate": "2024-05-01", "zone_id": 49827}', undefined, { limited: 2, isFiltered: true }],
    ['pull', '{"createStartDate": "2024-05-01", "isOrganisation": true}', 2, { limited: 2, isFiltered: true }],
    ['pull', '{"createStartDate": "2024-05-01", "isIndividual": "true"}', 2, { limited: 2, isFiltered: true }],
    ['pull', '{"createStartDate": "2024-05-01", "attr15": "Gold"}', 2, { limited: 2, isFiltered: true }],
    [
      'pull',
      '{"createStartDate": "2024-05-01", "phone": " ", "zone_id": 0, "zoneIdStr": "0", "isOrganisation": false, "isIndividual": "false"}',
      undefined,
      undefined,
    ],
    ['pull', '[{"start_date": "2024-05-01", "phone": "9845"}]', undefined, undefined],
    ['get', '[{"phone": "9845000001"}]', 3, { limited: 2, isFiltered: true }],
  ] as const) {
    const limit = recordLimit === undefined ? '' : `, tenant limit ${recordLimit}`;
    it(`2 records of ${operation} ${requestBody}${limit} → ${expected ? JSON.stringify(expected) : 'complete'}`, () =>
      assert.deepEqual(limitOf({ operation, requestBody, response }, recordLimit), expected));
  }
  it('a response that says that there are more → may be cut off', () => {
    const more = text.replace('{', '{"hasMore":true,');
    const cut = { text: more, reading: readResponse('pull', 200, more) } as Response;
    assert.deepEqual(limitOf({ operation: 'pull', requestBody: '[{}]', response: cut }), { limited: 2, hasMore: true });
  });
  for (const [records, requestBody, recordLimit, expected] of [
    [99, '[{}]', undefined, undefined],
    [100, '[{}]', undefined, { limited: 100, isUsual: true }],
    [101, '[{}]', undefined, undefined],
    [100, '[{}]', 500, undefined],
    [100, '[{"limit": 500}]', undefined, undefined],
  ] as const) {
    const limit = recordLimit === undefined ? '' : `, tenant limit ${recordLimit}`;
    it(`${records} records of ${requestBody}${limit} → ${expected ? 'may be cut off' : 'complete'}`, () => {
      const many = `{"message":[${Array.from({ length: records }, (_, id) => `{"id":${id + 1}}`).join()}],"status":"success"}`;
      const long = { text: many, reading: readResponse('pull', 200, many) } as Response;
      assert.deepEqual(limitOf({ operation: 'pull', requestBody, response: long }, recordLimit), expected);
    });
  }
});
