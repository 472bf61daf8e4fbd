import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { lstat, mkdtemp, open, readdir, readFile, rm, symlink } from 'node:fs/promises';
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

  it('a link to an open file, also through other links → written behind what it has, and not replaced', async function () {
    if (process.platform === 'win32') return this.skip();
    const path = join(folder, 'out.csv');
    const file = await open(path, 'a');
    try {
      await file.write('before\n');
      for (const [index, name] of [`/dev/fd/${file.fd}`, `/proc/${process.pid}/fd/${file.fd}`].entries()) {
        if (name.startsWith('/proc') && process.platform !== 'linux') continue;
        const link = join(folder, `link${index}`);
        await symlink(name, join(folder, `first${index}`));
        await symlink(`first${index}`, link);
        await writeAtomically(link, (written) => written.write(Buffer.from(`${name}\n`)));
        await file.write('after\n');
      }
      const [first, ...rest] = (await readFile(path, 'utf8')).split('\n');
      assert.equal(first, 'before');
      assert.match(rest.join(' '), /^\/dev\/fd\/\d+ after (\/proc\/\d+\/fd\/\d+ after )?$/);
    } finally {
      await file.close();
    }
  });
});
