import assert from 'node:assert/strict';
import { BoundedMap } from '../../../../src/editor/shared/boundedMap.ts';

describe('BoundedMap', () => {
  const filled = (): BoundedMap<string, number> => {
    const map = new BoundedMap<string, number>(2);
    map.set('a', 1);
    map.set('b', 2);
    return map;
  };

  it('one entry too many → the first is removed', () => {
    const map = filled();
    map.set('c', 3);
    assert.deepEqual([map.get('a'), map.get('b'), map.get('c'), map.size], [undefined, 2, 3, 2]);
  });
  it('an entry that was read → stays, and the other is removed', () => {
    const map = filled();
    map.get('a');
    map.set('c', 3);
    assert.deepEqual([map.get('a'), map.get('b')], [1, undefined]);
  });
  it('an entry that was set again → has its new value, and no other is removed', () => {
    const map = filled();
    map.set('a', 4);
    assert.deepEqual([map.get('a'), map.get('b')], [4, 2]);
  });
  it('an entry that was deleted → leaves room for another', () => {
    const map = filled();
    assert.ok(map.delete('a'));
    map.set('c', 3);
    assert.deepEqual([map.get('b'), map.get('c')], [2, 3]);
  });
});
