import assert from 'node:assert/strict';
import fc from 'fast-check';
import { completePart } from '../../../../src/kapture/json/looseJson.ts';

describe('completePart', () => {
  for (const [text, expected] of [
    ['{"a": 1, "b": [2, {"c": "x', '{"a": 1, "b": [2, {}]}'],
    ['{"a": 1, "b', '{"a": 1}'],
    ['{"a": 1, "b"', '{"a": 1}'],
    ['{"a": 1, "b":', '{"a": 1}'],
    ['{"a": 12', '{}'],
    ['[1, 2, 3', '[1, 2]'],
    ['[1, 2 ', '[1, 2]'],
    ['[tru', '[]'],
    ['[{"a": "]"}', '[{"a": "]"}]'],
    ['{', '{}'],
    ['', undefined],
  ] as const)
    it(`${JSON.stringify(text)} → ${String(expected)}`, () => assert.equal(completePart(text), expected));

  it('any beginning of any JSON with brackets → JSON', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.nat(), (json, length) => {
        const part = completePart(`[${json}]`.slice(0, 1 + (length % (json.length + 1))));
        assert.doesNotThrow(() => JSON.parse(part!));
      }),
    );
  });
});
