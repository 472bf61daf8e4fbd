import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../..', import.meta.url));

describe('the npm scripts of the command line', function () {
  this.timeout(60_000);

  for (const [script, usage] of [
    ['payload-tests', 'Usage: kapture test '],
    ['sandbox', 'Usage: kapture sandbox '],
    ['kapture', 'Usage: kapture '],
  ] as const)
    it(`npm run ${script} → ${usage.trim()}`, async () => {
      const { stdout } = await run('npm', ['run', '--silent', script, '--', '--help'], {
        cwd: root,
        shell: process.platform === 'win32',
      });
      assert.ok(stdout.startsWith(usage), stdout);
    });
});
