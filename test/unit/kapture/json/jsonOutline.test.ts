import assert from 'node:assert/strict';
import fc from 'fast-check';
import { jsonOutline, type OutlineEntry } from '../../../../src/kapture/json/jsonOutline.ts';

/** An outline as indented lines: key, kind, and the text of the key and value. */
function lines(text: string, maxValues = 1000, from = 0): string[] {
  const root = jsonOutline(text, maxValues, from);
  const linesOf = ({ key, kind, keySpan, valueSpan, children }: OutlineEntry, depth: number): string[] => [
    `${'  '.repeat(depth)}${key ?? '(all)'} ${kind} ${text.slice(keySpan.start, keySpan.end)} → ${text.slice(valueSpan.start, valueSpan.end)}`,
    ...children.flatMap((child) => linesOf(child, depth + 1)),
  ];
  return root ? linesOf(root, 0) : [];
}

describe('jsonOutline', () => {
  it('an object → its properties and elements with their positions', () => {
    assert.deepEqual(lines('{"a": [1, "x", null], "b\\u0041": {"c": true}}'), [
      '(all) object { → {"a": [1, "x", null], "b\\u0041": {"c": true}}',
      '  a array "a" → [1, "x", null]',
      '    0 number 1 → 1',
      '    1 string "x" → "x"',
      '    2 null null → null',
      '  bA object "b\\u0041" → {"c": true}',
      '    c boolean "c" → true',
    ]);
  });
  it('a duplicate key → both values', () =>
    assert.deepEqual(lines('{"a":1,"a":2}').slice(1), ['  a number "a" → 1', '  a number "a" → 2']));
  it('a truncated text → its values as far as it goes', () => {
    assert.deepEqual(lines('{"a": [{"b": 1}, {"c": "x'), [
      '(all) object { → {"a": [{"b": 1}, {"c": "x',
      '  a array "a" → [{"b": 1}, {"c": "x',
      '    0 object { → {"b": 1}',
      '      b number "b" → 1',
      '    1 object { → {"c": "x',
      '      c string "c" → "x',
    ]);
    assert.deepEqual(lines('{"a": 1, "b"').slice(1), ['  a number "a" → 1']);
  });
  it('a value at an offset → only that value', () =>
    assert.deepEqual(lines('POST /\r\n\r\n[{"a":1}] and more', 10, 10), [
      '(all) array [ → [{"a":1}]',
      '  0 object { → {"a":1}',
      '    a number "a" → 1',
    ]));
  it('no value → no outline', () => assert.deepEqual(lines('  '), []));
  it('more values than the limit → the upper levels, and the first values of the next one', () => {
    assert.deepEqual(
      lines('[{"a":{"x":1},"b":2},{"c":3},{"d":4}]', 6).map((line) => line.trim().split(' ')[0]),
      ['(all)', '0', 'a', 'b', '1', '2'],
    );
    assert.equal(lines('[1,2,3]', 2).length, 2);
  });
  it('100,000 levels → the first 50', () =>
    assert.ok(lines(`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 1_000_000).length < 60));
  it('any JSON → an entry for every value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const count = (part: unknown): number =>
          1 +
          (typeof part === 'object' && part !== null
            ? Object.values(part).reduce((sum: number, child) => sum + count(child), 0)
            : 0);
        assert.equal(lines(JSON.stringify(value, undefined, 2), 1e6).length, count(value));
      }),
    );
  });
});
