import assert from 'node:assert/strict';
import { rangeOfRequest } from '../../../../../src/editor/customers/pulls/pullRange.ts';

describe('rangeOfRequest', () => {
  const range = { start: '2021-03-13', end: '2021-03-14' };
  for (const [operation, body, expected] of [
    ['pull', '[{"start_date": "2021-03-13", "end_date": "2021-03-14"}]', range],
    ['pull', '{"start_date": "2021-03-13", "end_date": "2021-03-14"}', range],
    ['pull', '[{"start_date": "2021-03-13"}]', undefined],
    ['pull', '{"createStartDate": "2021-03-13", "createEndDate": "2021-03-15"}', range],
    [
      'pull',
      '{"createStartDate": "2021-03-13", "createEndDate": "2021-03-13"}',
      { start: '2021-03-13', end: '2021-03-13' },
    ],
    ['pull', '{"createStartDate": "2021-03-13", "createEndDate": "soon"}', { start: '2021-03-13', end: 'soon' }],
    ['pull', '[]', undefined],
    ['pull', 'null', undefined],
    ['get', '[{"start_date": "2021-03-13", "end_date": "2021-03-14"}]', undefined],
  ] as const)
    it(`${operation} ${body} → ${expected ? 'its dates' : 'no range'}`, () => {
      assert.deepEqual(rangeOfRequest(operation, body), expected);
    });
});
