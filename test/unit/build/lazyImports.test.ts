import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { lazyImports } from '../../../build/lazyImports.ts';

describe('lazyImports', () => {
  let folder: string;
  beforeEach(async () => (folder = await realpath(await mkdtemp(path.join(tmpdir(), 'kapture-lazy-')))));
  afterEach(() => rm(folder, { recursive: true }));

  /** Builds a module that imports `index.ts` of folders, and returns what was found, or the error. */
  async function foldersOf(...folders: readonly string[]): Promise<Record<string, string> | string> {
    const found: Record<string, string> = {};
    for (const name of folders) {
      await mkdir(path.join(folder, name), { recursive: true });
      await writeFile(path.join(folder, name, 'index.ts'), 'export const x = 1;');
    }
    const contents = folders.map((name) => `import('./${name}/index.ts');`).join('\n');
    const stdin = { contents, resolveDir: folder };
    const options = {
      stdin,
      bundle: true,
      write: false as const,
      logLevel: 'silent' as const,
      plugins: [lazyImports(found)],
    };
    try {
      await build({ ...options, format: 'esm' });
      return found;
    } catch (error) {
      return (error as Error).message;
    }
  }

  it('folders of different names, also twice → their files', async () => {
    assert.deepEqual(await foldersOf('a', 'b/c', 'a'), {
      a: path.join(folder, 'a', 'index.ts'),
      c: path.join(folder, 'b', 'c', 'index.ts'),
    });
  });

  it('two folders of the same name → an error', async () => {
    assert.match(
      JSON.stringify(await foldersOf('a/same', 'b/same')),
      /a.same.index\.ts and .*b.same.index\.ts would both be dist\/same\.cjs\./,
    );
  });
});
