import assert from 'node:assert/strict';
import { bodyInShape } from '../../../../src/kapture/exchange/bodyInShape.ts';

describe('bodyInShape', () => {
  for (const [shape, body, expected] of [
    ['object', '{"a": 01}', '{"a": 01}'],
    ['object', '[ {"a": 01} ]', '{"a": 01}'],
    ['object', '[{"a":1},{"a":2}]', '[{"a":1},{"a":2}]'],
    ['object', '[]', '[]'],
    ['array-of-one', '{"a": [1]}', '[{"a": [1]}]'],
    ['array-of-one', '[{"a":1}]', '[{"a":1}]'],
    ['array-of-one', 'not JSON', 'not JSON'],
  ] as const)
    it(`${shape}, ${body} → ${expected}`, () => assert.equal(bodyInShape({ shape }, body), expected));
});
