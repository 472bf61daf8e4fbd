import assert from 'node:assert/strict';
import { parseTree } from 'jsonc-parser';
import { propertyOf } from '../../../../src/kapture/json/propertyOf.ts';

describe('propertyOf', () => {
  const cases: readonly (readonly [text: string, value: unknown])[] = [
    ['{"a": 1}', 1],
    ['{"a": 1, "b": {"a": 2}}', 1],
    ['{"a": 1, "a": 2}', 2],
    ['{"b": 1}', undefined],
    ['{"a":', undefined],
    ['[{"a": 1}]', undefined],
    ['', undefined],
  ];
  for (const [text, value] of cases)
    it(`${text || 'an empty text'} → ${String(value)}`, () => {
      assert.equal(propertyOf(parseTree(text), 'a')?.value, value);
    });
});
