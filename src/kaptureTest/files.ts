import { glob, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { testSuffix } from '../kapture/payloadTests/testFile.ts';
import { UsageError } from './options.ts';

/** The files of payload tests that files, folders and patterns name; without names, all below this folder. In order. */
export async function findFiles(names: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const name of names.length ? names : ['.']) {
    const stats = await stat(name).catch(() => undefined);
    if (stats?.isFile()) {
      found.add(path.normalize(name));
      continue;
    }
    const pattern = stats?.isDirectory() ? path.join(name, '**', `*${testSuffix}`) : name;
    const before = found.size;
    for await (const file of glob(pattern, { exclude: (folder) => ['node_modules', '.git', '.vscode-test'].includes(path.basename(folder)) })) {
      if (file.endsWith(testSuffix)) found.add(path.normalize(file));
    }
    if (names.length && found.size === before) throw new UsageError(`There is no *${testSuffix} file at ${name}.`);
  }
  if (!found.size) throw new UsageError(`There is no *${testSuffix} file below this folder.`);
  return [...found].sort();
}

/** A file's text. */
export function readText(file: string): Promise<string> {
  return readFile(file, 'utf8');
}
