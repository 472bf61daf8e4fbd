import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { repositoryRoot } from '../vscode/cacheFolder.ts';
import { activationRuns } from './activationRuns.ts';
import type { Figure } from './figure.ts';

/**
 * The total size of the modules that activation loads, according to the module cache: minified as built, each gzipped.
 * 1 kB is 1000 bytes.
 */
export const figure: Figure = {
  name: 'activation.kB',
  unit: 'kB',
  aim: 40,
  async measure() {
    const [run] = await activationRuns();
    const files = run!.loaded.map((file) => file.slice(file.lastIndexOf(`${path.sep}dist${path.sep}`) + 1));
    if (files.length === 0) throw new Error('Activation loaded none of our files.');
    let bytes = 0;
    for (const file of files) bytes += gzipSync(await readFile(path.join(repositoryRoot, file)), { level: 9 }).length;
    return { value: bytes / 1000, samples: 1, note: files.join(', ') };
  },
};
