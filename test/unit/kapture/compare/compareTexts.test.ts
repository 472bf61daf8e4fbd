import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareTexts } from '../../../../src/kapture/compare/compareTexts.ts';
import { readLoose } from '../../../../src/kapture/json/looseJson.ts';
import { snapshotOf } from '../../../../src/kapture/payloadTests/snapshots.ts';
import { sample } from '../../../samples.ts';

const lines = (...texts: string[]): string => texts.join('\n');

/** A response to Pull with customers of two fields. */
const pull = (...ids: number[]): string => JSON.stringify({ message: ids.map((id) => ({ id, name: `N${id}` })) });

describe('comparing two texts', () => {
  const cases: readonly [title: string, left: string, right: string, differing: number | undefined][] = [
    ['other order and layout', '{"b": 1, "a": [2, 3]}', '{\n"a":[2,3],"b":1}', 0],
    ['another number', '{"a": 1}', '{"a": 2}', 1],
    ['a number with another text', '{"a": 0.0}', '{"a": 0}', 1],
    ['20-digit numbers that differ in the last digit', '[12345678901234567890]', '[12345678901234567891]', 1],
    ['a number and the same text', '{"a": 1}', '{"a": "1"}', 1],
    ['a string with other escapes', String.raw`{"a": "\u00e9\/"}`, '{"a": "é/"}', 0],
    ['a raw and an escaped line break', '{"a": "x\ny"}', String.raw`{"a": "x\ny"}`, 0],
    ['a key only on one side', '{"a": 1, "b": {"c": 1, "d": 2}}', '{"a": 1, "e": 1}', 2],
    ['an object and a text', '{"a": {"b": 1}}', '{"a": "no"}', 1],
    ['an empty object and an empty array', '{"a": {}}', '{"a": []}', 1],
    ['another element in the middle', '[1, 2, 3]', '[1, 9, 3, 4]', 2],
    ['another element at the start', '["b", "c"]', '["a", "b", "c"]', 1],
    ['a customer more at the start', pull(1, 2, 3), pull(0, 1, 2, 3), 1],
    ['a customer less and one changed', pull(1, 2, 3), pull(2, 3).replace('"N3"', '"Asha"'), 2],
    ['customers in another order', pull(1, 2), pull(2, 1), 4],
    ['another customer alone', pull(1), pull(2), 2],
    ['an ID twice', pull(1, 1), pull(1), 1],
    ['duplicate keys', '{"a": 1, "a": 2}', '{"a": 1, "a": 3}', 1],
    ['a key with the name of a property of objects', '{"__proto__": 1}', '{"__proto__": 2}', 1],
    ['a byte order mark', '\uFEFF{"a": 1}', '{"a": 1}', 0],
    ['the same text that is not JSON', '<h1>Login</h1>\r\n', '<h1>Login</h1>\n', 0],
    ['JSON and a page', '{"a": 1}', '<h1>Login</h1>', undefined],
    ['a truncated text', '{"a": 1', '{"a": 1}', undefined],
    ['501 levels', '['.repeat(501) + ']'.repeat(501), `[ ${'['.repeat(500)}${']'.repeat(501)}`, undefined],
  ];
  for (const [title, left, right, differing] of cases)
    it(`${title} → ${differing ?? 'unknown'}`, () => {
      const found = compareTexts(left, right, []);
      assert.equal(found.differing, differing);
      assert.equal(found.left === found.right, differing === 0);
    });

  it('many values at the deepest level → texts that are not much longer than the response', () => {
    const text = `${'['.repeat(499)}${Array(10_000).fill('1').join(',')}${']'.repeat(499)}`;
    const { left, differing } = compareTexts(text, text, []);
    assert.equal(differing, 0);
    assert.ok(left.length < 1_000_000, `${left.length} characters`);
  });

  for (const [title, left, right, added] of [
    ['more properties, also in an element', '{"a": [{"b": 1}]}', '{"a": [{"b": 2, "c": 3}], "d": {"e": 1, "f": 2}}', 2],
    ['fewer properties', '{"a": 1, "b": 2}', '{"a": 1}', 0],
    ['more elements', '{"a": [1]}', '{"a": [1, 2]}', 0],
  ] as const)
    it(`${title} → ${added} added`, () => {
      assert.equal(compareTexts(left, right, []).added, added);
    });

  it('JSON → formatted with sorted keys, and every number keeps its text', () => {
    const { left } = compareTexts('{"b":{"z":[],"y":{}},"a":[0.0,1e400,{"d":-1.50,"c":"x"}]}', '{}', []);
    assert.equal(
      left,
      lines(
        '{',
        '  "a": [',
        '    0.0,',
        '    1e400,',
        '    {',
        '      "c": "x",',
        '      "d": -1.50',
        '    }',
        '  ],',
        '  "b": {',
        '    "y": {},',
        '    "z": []',
        '  }',
        '}',
      ),
    );
  });

  it('one side is not JSON → the other is not formatted either', () => {
    const found = compareTexts('{"b":1,"a":2}', 'Service unavailable', ['/a']);
    assert.deepEqual(found, {
      left: '{"b":1,"a":2}',
      right: 'Service unavailable',
      differing: undefined,
      added: 0,
      ignored: 0,
    });
  });

  it('ignored pointers → omitted from both, and each is counted once', () => {
    const left = '{"at": 1, "list": [{"id": 1, "time": 2}, {"id": 2, "time": 3}], "a/b": 1}';
    const right = '{"at": 2, "list": [{"id": 1, "time": 9}, {"id": 2}], "a/b": 2}';
    const found = compareTexts(left, right, ['/at', '/list/*/time', '/a~1b', '/missing']);
    assert.deepEqual({ differing: found.differing, ignored: found.ignored }, { differing: 0, ignored: 4 });
    assert.equal(found.left, found.right);
    assert.ok(!found.left.includes('time'));
  });

  it('a record of Pull with raw line breaks → compared, with its digits', () => {
    const text = sample('pull.response.txt');
    const changed = text.replace('"id": 65245,', '"id": 65245.0,');
    assert.notEqual(changed, text);
    assert.equal(compareTexts(text, text, []).differing, 0);
    assert.equal(compareTexts(text, changed, []).differing, 1);
  });

  it('any JSON → equal to itself in another order, and the same values as its snapshot', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value);
        const { left, right, differing } = compareTexts(text, JSON.stringify(snapshotOf(value)), []);
        assert.equal(differing, 0);
        assert.equal(left, right);
        assert.deepEqual(readLoose(left).value, snapshotOf(readLoose(text).value));
      }),
    );
  });

  it('20,000 fields of the same name → each is compared with the one at its place, in time', () => {
    const text = `{${Array.from({ length: 20_000 }, (_, index) => `"a":${index}`).join(',')}}`;
    assert.equal(compareTexts(text, text, []).differing, 0);
    assert.equal(compareTexts(text, text.replace('"a":7,', '"a":8,').replace(',"a":19999', ''), []).differing, 2);
  });

  it('any two values → no difference only if their texts are the same', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (one, other) => {
        const { left, right, differing } = compareTexts(JSON.stringify(one), JSON.stringify(other), []);
        assert.equal(differing === 0, left === right);
      }),
    );
  });
});
