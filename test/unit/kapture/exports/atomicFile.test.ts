import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
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
      await symlink('/proc/self/fd', join(folder, 'descriptors'));
      const names = ['/dev/fd', `/proc/${process.pid}/fd`, '/proc/thread-self/fd', join(folder, 'descriptors')];
      for (const [index, name] of names.map((fds) => `${fds}/${file.fd}`).entries()) {
        if (!name.startsWith('/dev') && process.platform !== 'linux') continue;
        const link = join(folder, `link${index}`);
        await symlink(name, join(folder, `first${index}`));
        await symlink(`first${index}`, link);
        await writeAtomically(link, (written) => written.write(Buffer.from(`${name}\n`)));
        await file.write('after\n');
      }
      const used = process.platform === 'linux' ? names : names.slice(0, 1);
      assert.equal(await readFile(path, 'utf8'), `before\n${used.map((fds) => `${fds}/${file.fd}\nafter\n`).join('')}`);
    } finally {
      await file.close();
    }
  });

  it('the file that standard output goes to, by any name → written behind what was printed, and not replaced', async () => {
    const [path, other] = [join(folder, 'out.csv'), join(folder, 'folder')];
    await symlink(folder, other, 'junction');
    const script = join(import.meta.dirname, 'printedAndWritten.ts');
    const file = await open(path, 'a');
    try {
      const child = spawn(process.execPath, [script, path, join(other, 'out.csv')], {
        stdio: ['ignore', file.fd, 'inherit'],
      });
      assert.deepEqual(await once(child, 'close'), [0, null]);
    } finally {
      await file.close();
    }
    assert.equal(await readFile(path, 'utf8'), 'before\nwritten\nwritten\nafter\n');
  });
});
