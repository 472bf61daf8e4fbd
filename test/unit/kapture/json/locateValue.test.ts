import assert from 'node:assert/strict';
import { locateValue } from '../../../../src/kapture/json/locateValue.ts';
import { pointerOf } from '../../../../src/kapture/json/jsonPointer.ts';

describe('locateValue', () => {
  for (const [marked, pointer, value] of [
    ['{"a": {"b": "|x"}}', '/a/b', '"x"'],
    ['{"a": {"|b": "x"}}', '/a/b', '"x"'],
    ['{"a": |{"b": "x"}}', '/a', '{"b": "x"}'],
    ['{"a": {"b": "x"|}, "c": 1}', '/a', '{"b": "x"}'],
    ['{"a": {"b": "x"}|, "c": 1}', '/a', '{"b": "x"}'],
    ['{"a"|: [1, 2]}', '/a', '[1, 2]'],
    ['{"a": [1, 2|]}', '/a', '[1, 2]'],
    ['{"a": [1|, 2]}', '/a/0', '1'],
    ['{"a": [1, |2]}', '/a/1', '2'],
    ['|{"a": 1}', '', '{"a": 1}'],
    ['{"a": 1|}', '', '{"a": 1}'],
    ['{"a": 12345678901234567890|}', '', '{"a": 12345678901234567890}'],
    ['{"a/b": |1e400}', '/a~1b', '1e400'],
  ] as const)
    it(`${marked} → ${pointer || 'the whole text'}`, () => {
      const located = locateValue(marked.replace('|', ''), marked.indexOf('|'));
      assert.ok(located);
      assert.equal(pointerOf(located.path), pointer);
      assert.equal(marked.replace('|', '').slice(located.span.start, located.span.end), value);
    });

  it('an empty text, or a value that the text ends in → nothing', () => {
    assert.equal(locateValue('', 0), undefined);
    assert.equal(locateValue('{"a": {"b": 1', 6), undefined);
  });
});
