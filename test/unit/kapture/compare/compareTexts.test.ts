import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareTexts } from '../../../../src/kapture/compare/compareTexts.ts';
import { readLoose } from '../../../../src/kapture/json/looseJson.ts';
import { snapshotOf } from '../../../../src/kapture/payloadTests/snapshots.ts';
import { sample } from '../../../samples.ts';

const lines = (...texts: string[]): string => texts.join('\n');

describe('comparing two texts', () => {
  const cases: readonly [title: string, left: string, right: string, isSame: boolean, areJson?: false][] = [
    ['other order and layout', '{"b": 1, "a": [2, 3]}', '{\n"a":[2,3],"b":1}', true],
    ['a number with another text', '{"a": 0.0}', '{"a": 0}', false],
    ['20-digit numbers that differ in the last digit', '[12345678901234567890]', '[12345678901234567891]', false],
    ['a number and the same text', '{"a": 1}', '{"a": "1"}', false],
    ['a string with other escapes', String.raw`{"a": "\u00e9\/"}`, '{"a": "é/"}', true],
    ['a raw and an escaped line break', '{"a": "x\ny"}', String.raw`{"a": "x\ny"}`, true],
    ['an empty object and an empty array', '{"a": {}}', '{"a": []}', false],
    ['duplicate keys', '{"a": 1, "a": 2}', '{"a": 1, "a": 3}', false],
    ['a key with the name of a property of objects', '{"__proto__": 1}', '{"__proto__": 2}', false],
    ['a byte order mark', '\uFEFF{"a": 1}', '{"a": 1}', true],
    ['the same text that is not JSON', '<h1>Login</h1>\r\n', '<h1>Login</h1>\n', true, false],
    ['JSON and a page', '{"a": 1}', '<h1>Login</h1>', false, false],
    ['a truncated text', '{"a": 1', '{"a": 1}', false, false],
    ['501 levels', '['.repeat(501) + ']'.repeat(501), `[ ${'['.repeat(500)}${']'.repeat(501)}`, false, false],
  ];
  for (const [title, left, right, isSame, areJson = true] of cases)
    it(`${title} → ${isSame ? 'the same' : 'different'}`, () => {
      const found = compareTexts(left, right, []);
      assert.deepEqual([found.left === found.right, found.areJson], [isSame, areJson]);
    });

  it('many values at the deepest level → texts that are not much longer than the response', () => {
    const text = `${'['.repeat(499)}${Array(10_000).fill('1').join(',')}${']'.repeat(499)}`;
    const { left } = compareTexts(text, text, []);
    assert.ok(left.length < 1_000_000, `${left.length} characters`);
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
      areJson: false,
      ignored: 0,
    });
  });

  it('ignored pointers → omitted from both, and each is counted once', () => {
    const left = '{"at": 1, "list": [{"id": 1, "time": 2}, {"id": 2, "time": 3}], "a/b": 1}';
    const right = '{"at": 2, "list": [{"id": 1, "time": 9}, {"id": 2}], "a/b": 2}';
    const found = compareTexts(left, right, ['/at', '/list/*/time', '/a~1b', '/missing']);
    assert.equal(found.ignored, 4);
    assert.equal(found.left, found.right);
    assert.ok(!found.left.includes('time'));
  });

  it('a record of Pull with raw line breaks → compared, with its digits', () => {
    const text = sample('pull.response.txt');
    const changed = text.replace('"id": 65245,', '"id": 65245.0,');
    assert.notEqual(changed, text);
    const { left, right } = compareTexts(text, changed, []);
    assert.equal(left.replace('"id": 65245,', '"id": 65245.0,'), right);
  });

  it('any JSON → equal to itself in another order, and the same values as its snapshot', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value);
        const { left, right } = compareTexts(text, JSON.stringify(snapshotOf(value)), []);
        assert.equal(left, right);
        assert.deepEqual(readLoose(left).value, snapshotOf(readLoose(text).value));
      }),
    );
  });
});
