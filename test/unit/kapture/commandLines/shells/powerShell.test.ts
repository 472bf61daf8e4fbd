import assert from 'node:assert/strict';
import { readPowerShell } from '../../../../../src/kapture/commandLines/shells/powerShell.ts';

/** From PowerShell's about_Quoting_Rules and about_Special_Characters. */
describe('readPowerShell', () => {
  const cases: readonly [script: string, commands: readonly (readonly string[])[]][] = [
    [`curl.exe 'a b' "c d" e`, [['curl.exe', 'a b', 'c d', 'e']]],
    ['a `\n  b `\r\n c', [['a', 'b', 'c']]],
    [`a 'it''s' "say ""hi"""`, [['a', "it's", 'say "hi"']]],
    ['a ‘it’’s’ “b”', [['a', 'it’s', 'b']]],
    ['a "x`"y`n`$z ``"', [['a', 'x"y\n$z `']]],
    [`a '$x \`n \\'`, [['a', '$x `n \\']]],
    [
      'a $env:KEY "$env:KEY!" "${env:KEY}" "$($env:KEY)"',
      [['a', '{{$env:KEY}}', '{{$env:KEY}}!', '{{$env:KEY}}', '{{$env:KEY}}']],
    ],
    ['a "$name"', [['a', '{{name}}']]],
    [`a @'\n{"b": "it's"}\n'@`, [['a', `{"b": "it's"}`]]],
    ['a @"\n{"b": "`$"}\n"@ c', [['a', '{"b": "$"}', 'c']]],
    ['# first\na b # last', [['a', 'b']]],
    ['a; b\n& { c }', [['a'], ['b'], ['c']]],
  ];
  for (const [script, commands] of cases) {
    it(JSON.stringify(script), () =>
      assert.deepEqual(
        readPowerShell(script).commands?.map(({ words }) => words),
        commands,
      ),
    );
  }

  it('a pipe → the command that it comes from', () => {
    const [first, second] = readPowerShell(`'a' | b`).commands!;
    assert.equal(second?.pipedFrom, first);
  });

  for (const script of [`a 'b`, 'a "b`"'])
    it(`${script} → unclosed-quote`, () => assert.equal(readPowerShell(script).problem, 'unclosed-quote'));
  for (const script of ['a $(id)', 'a "$(Get-Date)"'])
    it(`${script} → substitution`, () => assert.equal(readPowerShell(script).problem, 'substitution'));
});
