import assert from 'node:assert/strict';
import { unclosedVariablesIn } from '../../../../src/kapture/variables/variables.ts';

describe('unclosedVariablesIn', () => {
  for (const [value, expected] of [
    ['{{$phone', ['{{$phone']],
    ['{{$phone}', ['{{$phone}']],
    ['in {{ city and {{zone}}', ['{{ city']],
    ['{{city} and {{$last.add.id', ['{{city}', '{{$last.add.id']],
    ['{{?Phone of the caller:phone', ['{{?Phone of the caller:phone']],
    ['{{$phone}} {{ city }} {{?City}}', []],
    ['{{', []],
    ['{{ 1', []],
    ['{{#if vip}}', []],
    ['{{name \\"x\\"}}', []],
    ['$phone}}', []],
    ['\\u007b{city', []],
  ] as const)
    it(`${value} → ${expected.join(' and ') || 'none'}`, () => {
      const text = `{"{{key": "x", /* {{comment */ "phone": "${value}", "n": 1}`;
      const found = unclosedVariablesIn(text);
      assert.deepEqual(
        found.map(({ offset, length }) => text.slice(offset, offset + length)),
        expected,
      );
      for (const { name } of found) assert.ok(value.includes(name), name);
    });
});
