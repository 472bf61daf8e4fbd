import assert from 'node:assert/strict';
import { newCommand, runCommand } from '../../../src/cli/shared/command.ts';
import { UsageError } from '../../../src/cli/shared/usage.ts';

describe('runCommand', () => {
  for (const [what, error, code] of [
    ['wrong usage', new UsageError('The file a.csv could not be read.'), 2],
    ['an unexpected error', new Error('out of memory'), 4],
  ] as const)
    it(`${what} → exit ${code}, which is not the code of a failed row or case`, async () => {
      const command = newCommand('kapture').action(() => {
        throw error;
      });
      assert.equal(await runCommand(command, [], () => 1), code);
    });
});
