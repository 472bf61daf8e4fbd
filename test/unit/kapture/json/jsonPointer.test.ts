import assert from 'node:assert/strict';
import { isPointer, pointerOf, valueAtPointer } from '../../../../src/kapture/json/jsonPointer.ts';

/** The example of RFC 6901, section 5. */
const example = {
  foo: ['bar', 'baz'],
  '': 0,
  'a/b': 1,
  'c%d': 2,
  'e^f': 3,
  'g|h': 4,
  'i\\j': 5,
  'k"l': 6,
  ' ': 7,
  'm~n': 8,
  none: null,
};

describe('valueAtPointer', () => {
  const found: readonly (readonly [pointer: string, value: unknown])[] = [
    ['', example],
    ['/foo', example.foo],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/c%d', 2],
    ['/e^f', 3],
    ['/g|h', 4],
    ['/i\\j', 5],
    ['/k"l', 6],
    ['/ ', 7],
    ['/m~0n', 8],
    ['/none', null],
  ];
  for (const [pointer, value] of found) {
    it(`"${pointer}" → ${JSON.stringify(value)}`, () =>
      assert.deepEqual(valueAtPointer(example, pointer), { found: true, value }));
  }
  for (const pointer of [
    '/missing',
    '/foo/2',
    '/foo/00',
    '/foo/-',
    '/foo/length',
    '/foo/0/0',
    '/none/x',
    '/toString',
    '/__proto__',
  ]) {
    it(`"${pointer}" → not found`, () => assert.deepEqual(valueAtPointer(example, pointer), { found: false }));
  }
});

describe('isPointer', () => {
  it('texts → whether they are JSON pointers', () => {
    assert.deepEqual(['', '/a', '/~0~1', '//'].map(isPointer), [true, true, true, true]);
    assert.deepEqual(['a', 'a/b', '/~', '/~2', '#/a'].map(isPointer), [false, false, false, false, false]);
  });
});

describe('pointerOf', () => {
  it('a path of keys and indexes → a pointer to the same value', () => {
    assert.equal(pointerOf(['message', 0, 'a/b', '~1', '']), '/message/0/a~1b/~01/');
    assert.deepEqual(valueAtPointer({ 'a/b': { '~1': [7] } }, pointerOf(['a/b', '~1', 0])), { found: true, value: 7 });
  });
});
