import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { readBash } from '../../../../../src/kapture/commandLines/shells/bash.ts';

const bash = ['/usr/bin/bash', '/bin/bash'].find((path) => existsSync(path));

describe('readBash', () => {
  const cases: readonly [script: string, commands: readonly (readonly string[])[]][] = [
    [`curl 'a b' "c d" e\\ f`, [['curl', 'a b', 'c d', 'e f']]],
    ['a \\\n  b \\\r\n c', [['a', 'b', 'c']]],
    [`a 'it'\\''s'`, [['a', "it's"]]],
    [`a "x\\$y \\"z\\" \\\\ \\n"`, [['a', 'x$y "z" \\ \\n']]],
    [`a $'it\\'s\\n\\u0021\\x41\\101'`, [['a', "it's\n!AA"]]],
    [`a $'\\xc3\\xa9 \\303\\251'`, [['a', 'é é']]],
    [`a $'\\ud83d\\ude42'`, [['a', '🙂']]],
    ['a "$KEY" ${KEY} "${KEY:-none}"', [['a', '{{$env:KEY}}', '{{$env:KEY}}', '{{$env:KEY}}']]],
    [`a '$KEY' "100$" $`, [['a', '$KEY', '100$', '$']]],
    ['# first\na b # last\n#', [['a', 'b']]],
    [`a '#b' c#d`, [['a', '#b', 'c#d']]],
    ['a; b && c || d & e\nf', [['a'], ['b'], ['c'], ['d'], ['e'], ['f']]],
    [`a '' ""`, [['a', '', '']]],
    ['a b > out.txt 2>/dev/null', [['a', 'b']]],
    ['a 2>&1 b >&- c &>all d | e', [['a', 'b', 'c', 'd'], ['e']]],
  ];
  for (const [script, commands] of cases) {
    it(JSON.stringify(script), () =>
      assert.deepEqual(
        readBash(script).commands?.map(({ words }) => words),
        commands,
      ),
    );
  }

  it('a pipe → the command that it comes from', () => {
    const [first, second, third] = readBash('a 1 | b 2; c 3').commands!;
    assert.equal(second?.pipedFrom, first);
    assert.equal(first?.pipedFrom, undefined);
    assert.equal(third?.pipedFrom, undefined);
  });

  for (const script of [`a 'b`, 'a "b', `a $'b\\'`])
    it(`${script} → unclosed-quote`, () => assert.equal(readBash(script).problem, 'unclosed-quote'));
  for (const script of ['a $(id)', 'a "$(id)"', 'a `id`', 'a "`id`"'])
    it(`${script} → substitution`, () => assert.equal(readBash(script).problem, 'substitution'));

  it('any words → the same words as from bash', function () {
    if (!bash) this.skip();
    // The units have no characters that bash expands (globs, braces, tildes, variables) or that end a command.
    const pieces = (...units: string[]) => fc.string({ unit: fc.constantFrom(...units), maxLength: 8 });
    const single = pieces(
      'a',
      'é',
      '🙂',
      '"',
      '\\',
      '$',
      '`',
      '#',
      '!',
      ' ',
      '\t',
      '\n',
      '|',
      '&',
      ';',
      '<',
      '(',
      '{',
    ).map((text) => `'${text}'`);
    const double = pieces(
      'a',
      'é',
      '🙂',
      "'",
      '\\"',
      '\\\\',
      '\\$',
      '\\`',
      '\\a',
      '\\\n',
      '$ ',
      '# ',
      '!',
      '\t',
      '\n',
      '|',
      '&',
      ';',
      '<',
      '(',
      '{',
    ).map((text) => `"${text}"`);
    const ansi = pieces(
      'a',
      'é',
      ' ',
      '"',
      "\\'",
      '\\\\',
      '\\n',
      '\\t',
      '\\x41',
      '\\xc3\\xa9',
      '\\u00e9',
      '\\U0001f642',
      '\\"',
      '\\z',
      '\\101',
    ).map((text) => `$'${text}'`);
    const bare = pieces('a', 'b', '=', ':', '/', '.', '%', '\\ ', "\\'", '\\"', '\\\\', '\\$', '\\\n').map(
      (text) => `-${text}`,
    );
    const word = fc
      .array(fc.oneof(single, double, ansi, bare), { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join(''));
    const scripts = fc
      .sample(fc.array(word, { minLength: 1, maxLength: 4 }), { numRuns: 500, seed: 3 })
      .map((words) => words.join(' \\\n '));
    const output = execFileSync(bash, [], {
      input: scripts.map((script) => `printf '%s\\0' ${script}\nprintf '\\1\\0'\n`).join(''),
      env: { LC_ALL: 'C.UTF-8' },
      encoding: 'utf8',
    });
    const expected = output
      .split('\x01\0')
      .slice(0, -1)
      .map((words) => words.split('\0').slice(0, -1));
    assert.deepEqual(
      scripts.map((script) => readBash(script).commands!.flatMap(({ words }) => words)),
      expected,
    );
  });
});
