import assert from 'node:assert/strict';
import { keyOfCommand } from '../../../../src/kapture/connection/keyCommand.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';

const key = 'Y2FuYXJ5OmNhbmFyeS1rZXk=';

/** A program that runs a script, with the arguments in `process.argv` from 1. */
const program = (script: string, ...args: string[]): [string, ...string[]] => [process.execPath, '-e', script, ...args];

describe('keyOfCommand', () => {
  for (const [what, command, expected] of [
    ['a key with a line break', program(`console.log('${key}')`), key],
    ['a user name and a password', program("console.log('canary:canary-key')"), key],
    [
      'a program that reads its standard input',
      program(`process.stdin.resume().on('end', () => console.log('${key}'))`),
      key,
    ],
    [
      'an argument that a shell would change',
      program("console.log(process.argv[1] === '$(echo x) *' ? process.argv[2] : 'changed')", '$(echo x) *', key),
      key,
    ],
  ] as const)
    it(`${what} → the key`, async () => assert.deepEqual(await keyOfCommand(command), { key: expected }));

  for (const [what, command, sentence] of [
    [
      'a program that does not end, even when it is asked to',
      program("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"),
      `${process.execPath} (keyCommand) did not end within 0.5 seconds.`,
    ],
    [
      'endless output',
      program("for (;;) require('fs').writeSync(1, 'x'.repeat(1e6))"),
      `The output of ${process.execPath} (keyCommand) is too long for an auth key.`,
    ],
  ] as const)
    it(`${what} → ${sentence}`, async () => {
      const { problem } = await keyOfCommand(command, 500);
      assert.equal(problem && inEnglish(problem), sentence);
    });
});
