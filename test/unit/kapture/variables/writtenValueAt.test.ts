import assert from 'node:assert/strict';
import { writtenValueAt } from '../../../../src/kapture/variables/variables.ts';

describe('writtenValueAt', () => {
  for (const [text, path, json] of [
    ['{"a": 12345678901234567890}', 'a', '12345678901234567890'],
    ['{"a": 1234567890123456}', 'a', '1234567890123456'],
    ['{"a": "1234567890123456"}', 'a', '"1234567890123456"'],
    ['{"a": 1e400}', 'a', '1e400'],
    ['{"a": -1.50, "b": 2}', 'a', '-1.50'],
    ['{"a": [{"b": 7}, {"b": true}]}', 'a.1.b', 'true'],
    ['{"a": null}', 'a', 'null'],
    ['{"a": 1, "a": "\\u0041\n"}', 'a', '"A\\n"'],
    ['\uFEFF [1, 2]', '1', '2'],
    ['{"a": {"b": 1}}', 'a', undefined],
    ['{"a": [1]}', 'a', undefined],
    ['{"a": [1]}', 'a.01', undefined],
    ['{"a": [1]}', 'a.length', undefined],
    ['{"a": "text"}', 'a.0', undefined],
    ['{"a": 1}', 'constructor', undefined],
    ['{"a": 1}', 'b', undefined],
    ['{"a": oops}', 'a', undefined],
    ['{"a": 0x10}', 'a', undefined],
    ['', 'a', undefined],
  ] as const)
    it(`${JSON.stringify(text)}, ${path} → ${json ?? 'nothing'}`, () => {
      const value = writtenValueAt(text, path.split('.'));
      assert.equal(value === undefined ? undefined : JSON.stringify(value), json);
    });
});
