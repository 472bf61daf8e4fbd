import assert from 'node:assert/strict';
import { differingLines } from '../../../../src/kapture/payloadTests/finding.ts';

describe('differingLines', () => {
  for (const [what, one, other, expected] of [
    ['one line in the middle', 'a\nb\nc', 'a\nx\nc', ['b', 'x']],
    ['two lines with an equal one between them', 'a\nb\nc\nd\ne', 'a\nx\nc\ny\ne', ['b\nc\nd', 'x\nc\ny']],
    ['the first line', 'a\nb', 'x\nb', ['a', 'x']],
    ['another number of lines', 'a\nb\nc', 'a\nx\ny\nc', ['b', 'x\ny']],
    ['a line that only one has', 'a\nb\nc', 'a\nb\nx\nc', ['b', 'b\nx']],
    ['an equal line more', 'a\na', 'a\na\na', ['a', 'a\na']],
    ['single lines', 'a', 'b', ['a', 'b']],
    ['nothing', 'a\nb', 'a\nb', ['a\nb', 'a\nb']],
  ] as const)
    it(`${what} → ${JSON.stringify(expected)}`, () => {
      const { one: first, other: second } = differingLines(one, other);
      assert.deepEqual([first, second], expected);
    });
});
