import assert from 'node:assert/strict';
import { readWindowsCmd } from '../../../../../src/kapture/commandLines/shells/readScript.ts';

describe('readWindowsCmd', () => {
  const cases: readonly [script: string, commands: readonly (readonly string[])[]][] = [
    ['curl "a b" c', [['curl', 'a b', 'c']]],
    ['a ^\r\n  b ^\n c', [['a', 'b', 'c']]],
    ['a ^"b c^" ^"^{^\\^"d^\\^":1^}^"', [['a', 'b c', '{"d":1}']]],
    ['a "x ^ y" x^^y ^%z', [['a', 'x ^ y', 'x^y', '%z']]],
    ['a "{\\"b\\": \\"c d\\"}"', [['a', '{"b": "c d"}']]],
    ['a "say ""hi"" now"', [['a', 'say "hi" now']]],
    ['a "c:\\d\\\\" e\\\\"f g"', [['a', 'c:\\d\\', 'e\\f g']]],
    ['a "%KEY_1%" %C3%A9 100%', [['a', '{{$env:KEY_1}}', '%C3%A9', '100%']]],
    ['a "b & c" & d', [['a', 'b & c'], ['d']]],
    ['rem first\na ""', [['a', '']]],
    ['a ^"b^\n\nc^"', [['a', 'b\nc']]],
  ];
  for (const [script, commands] of cases) {
    it(JSON.stringify(script), () =>
      assert.deepEqual(
        readWindowsCmd(script).commands?.map(({ words }) => words),
        commands,
      ),
    );
  }

  it('a "b → unclosed-quote', () => assert.equal(readWindowsCmd('a "b').problem, 'unclosed-quote'));
});
