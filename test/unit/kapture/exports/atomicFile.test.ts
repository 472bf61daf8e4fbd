import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { lstat, mkdtemp, open, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeAtomically } from '../../../../src/kapture/exports/atomicFile.ts';

const run = promisify(execFile);

describe('writeAtomically', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'kapture-atomic-'))));
  afterEach(() => rm(folder, { recursive: true }));

  for (const name of ['pipe', 'link'])
    it(`a named pipe, as ${name} → its reader receives what is written, and it stays a pipe`, async function () {
      if (process.platform === 'win32') return this.skip();
      const pipe = join(folder, 'pipe');
      await run('mkfifo', [pipe]);
      await symlink(pipe, join(folder, 'link'));
      const reader = await open(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
      try {
        assert.equal(
          await writeAtomically(join(folder, name), (file) => file.write(Buffer.from('a,b')).then(() => 1)),
          1,
        );
        assert.ok((await lstat(pipe)).isFIFO());
        const { buffer, bytesRead } = await reader.read(Buffer.alloc(10));
        assert.equal(buffer.toString('utf8', 0, bytesRead), 'a,b');
        assert.deepEqual((await readdir(folder)).sort(), ['link', 'pipe']);
      } finally {
        await reader.close();
      }
    });
});
