import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

describe('texts of millions of characters', function () {
  this.timeout(60_000);

  // V8 stops optimizing patterns in a process that has compiled many, as VS Code's extension host has. An unlimited
  // repetition then needs stack for each character.
  it('patterns that V8 does not optimize → no stack overflow', async () => {
    const script = fileURLToPath(new URL('longTexts.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, ['--no-regexp-optimization', script]);
    assert.deepEqual(JSON.parse(stdout), {
      'readLoose, number': 5_000_001,
      'readExact, number': 5_000_007,
      'plain, blanks': 'a b',
      'plain, line breaks': 'a b',
      'authKeyOffset, blanks': 'none',
      'authKeyOffset, Authorization': 0,
      'authKeyOffset, Basic': 0,
      'get, id': 200,
      'update, id': 400,
      'add, email': 400,
      'add, number of a custom field': 200,
      'pull, limit': 400,
    });
  });
});
