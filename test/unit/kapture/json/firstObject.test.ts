import assert from 'node:assert/strict';
import { firstObject } from '../../../../src/kapture/json/firstObject.ts';

describe('firstObject', () => {
  for (const [value, found] of [
    [{ a: 1 }, { a: 1 }],
    [[{ a: 1 }], { a: 1 }],
    [[{ a: 1 }, { a: 2 }], { a: 1 }],
    [[], undefined],
    [[[{ a: 1 }]], undefined],
    [null, undefined],
    [[null], undefined],
    ['text', undefined],
  ] as const)
    it(`${JSON.stringify(value)} → ${JSON.stringify(found)}`, () => assert.deepEqual(firstObject(value), found));
});
