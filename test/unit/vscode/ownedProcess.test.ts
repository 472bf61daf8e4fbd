import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';

describe('endWithOurParent', () => {
  it('the parent is killed → everything that is owned has the time to stop', async function () {
    if (process.platform === 'win32') return this.skip();
    this.timeout(20_000);
    const script = path.join(import.meta.dirname, 'orphan.ts');
    const shell = spawn('sh', ['-c', '"$0" "$1" & wait', process.execPath, script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    for await (const part of shell.stdout) {
      out += String(part);
      if (out === 'ready\n') shell.kill('SIGKILL');
    }
    assert.equal(out, 'ready\nstopped\n');
  });
});
