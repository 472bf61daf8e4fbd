import { glob, readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { maxJsonLength } from '../../kapture/json/jsonLimits.ts';
import { isBelow, realPathInside } from '../../kapture/payloadTests/realPathInside.ts';
import type { RequestFile } from '../../kapture/payloadTests/runCase.ts';
import { testSuffix } from '../../kapture/payloadTests/testCase.ts';
import { UsageError } from './options.ts';

/** Folders without tests of one's own. */
const skipped: ReadonlySet<string> = new Set(['node_modules', '.git', '.vscode-test']);

/** The files of payload tests that files, folders and patterns name; without names, all below this folder. In order. */
export async function findFiles(names: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const name of names.length ? names : ['.']) {
    const stats = await stat(name).catch(() => undefined);
    const files = stats?.isFile() ? [name] : stats?.isDirectory() ? await filesBelow(name) : await filesLike(name);
    if (names.length && !files.length) throw new UsageError(`There is no *${testSuffix} file at ${name}.`);
    for (const file of files) found.add(path.normalize(file));
  }
  if (!found.size) throw new UsageError(`There is no *${testSuffix} file below this folder.`);
  return [...found].sort();
}

/** However deep, also in folders whose names start with a dot: `.kapture` is where the editor puts requests. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry) => {
      const name = path.join(folder, entry.name);
      if (entry.isDirectory()) return skipped.has(entry.name) ? [] : filesBelow(name);
      return entry.name.endsWith(testSuffix) ? [name] : [];
    }),
  );
  return found.flat();
}

async function filesLike(pattern: string): Promise<string[]> {
  const found: string[] = [];
  for await (const file of glob(pattern, { exclude: (folder) => skipped.has(path.basename(folder)) })) {
    if (file.endsWith(testSuffix)) found.push(file);
  }
  return found;
}

/** A file's text, as an editor opens it: without the byte order mark that some programs put in front. Undefined where it is too large. */
export async function readText(file: string): Promise<string | undefined> {
  const { size } = await stat(file);
  if (size > maxJsonLength) return undefined;
  return new TextDecoder().decode(await readFile(file));
}

/**
 * A request file, by its path relative to a file of tests. It is below `root`; for tests that are elsewhere, below their own
 * folder.
 */
export async function readRequestFile(root: string, tests: string, relative: string): Promise<RequestFile> {
  const [realRoot, own] = await Promise.all([realpath(root), realpath(path.dirname(tests))]);
  const file = await realPathInside(isBelow(realRoot, own) ? realRoot : own, path.resolve(own, relative));
  if (file === undefined) return { refusal: 'outside' };
  const text = await readText(file);
  return text === undefined ? { refusal: 'too-long' } : { text };
}
