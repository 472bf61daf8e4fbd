import assert from 'node:assert/strict';
import { oddWords } from '../../../build/prose/oddWords.ts';

function found(text: string): string[] {
  return oddWords.filter(({ pattern }) => pattern.test(text)).map(({ name }) => name);
}

describe('oddWords', () => {
  for (const { name, bad, good, write } of oddWords) {
    it(`${name}: its bad examples → found`, () => {
      assert.notEqual(bad.length, 0);
      assert.notEqual(write, '');
      for (const text of bad) assert.ok(found(text).includes(name), text);
    });
    it(`${name}: its good examples → no finding`, () => {
      assert.notEqual(good.length, 0);
      for (const text of good) assert.deepEqual(found(text), [], text);
    });
  }
  it('the names → unique, because messages show them', () => {
    assert.equal(new Set(oddWords.map(({ name }) => name)).size, oddWords.length);
  });
});
