import assert from 'node:assert/strict';
import { leafValues } from '../../../../src/kapture/json/jsonPointer.ts';

describe('leafValues', () => {
  it('nested values → pointers in order, up to the maximum', () => {
    const response = { a: { 'b/c': [1, null] }, d: true, e: [], f: 'x' };
    assert.deepEqual(leafValues(response, 10), [
      { pointer: '/a/b~1c/0', value: 1 },
      { pointer: '/a/b~1c/1', value: null },
      { pointer: '/d', value: true },
      { pointer: '/f', value: 'x' },
    ]);
    assert.deepEqual(
      leafValues(response, 2).map(({ pointer }) => pointer),
      ['/a/b~1c/0', '/a/b~1c/1'],
    );
  });

  it('an array of 200,000 values → the first ones', () => {
    const values = Array.from({ length: 200_000 }, (_, index) => index);
    assert.deepEqual(leafValues({ values }, 2), [
      { pointer: '/values/0', value: 0 },
      { pointer: '/values/1', value: 1 },
    ]);
  });
});
