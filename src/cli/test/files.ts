import type { OtherFile } from '../../kapture/payloadTests/otherFiles.ts';
import { allSteps, type TestCase, testSuffix } from '../../kapture/payloadTests/testCase.ts';
import { secretNameOf } from '../../kapture/variables/secretVariables.ts';
import { variablesIn } from '../../kapture/variables/variables.ts';
import { glob, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { isBelow, realPathInside } from '../../kapture/payloadTests/testFiles.ts';
import { readTextFile } from '../shared/cliFiles.ts';
import { UsageError } from '../shared/usage.ts';

/** Folders that are not searched for tests. */
const skipped: ReadonlySet<string> = new Set(['node_modules', '.git', '.vscode-test']);

/**
 * The test files that match file names, folders or glob patterns, sorted; without names, all below the current folder.
 * Throws a {@link UsageError} if there are none.
 */
export async function findFiles(names: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const name of names.length ? names : ['.']) {
    const files = await filesAt(name);
    if (names.length && !files.length) throw new UsageError(`No *${testSuffix} file was found at ${name}.`);
    for (const file of files) found.add(path.normalize(file));
  }
  if (!found.size) throw new UsageError(`No *${testSuffix} file was found in the current folder or its subfolders.`);
  return [...found].sort();
}

/** The test files at a path, or those that match a glob pattern. */
async function filesAt(name: string): Promise<string[]> {
  const stats = await stat(name).catch(() => undefined);
  if (stats?.isFile()) return [name];
  return stats?.isDirectory() ? filesBelow(name) : filesMatching(name);
}

/** Searches all levels, including folders whose names start with a dot: the editor saves requests in `.kapture`. */
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

async function filesMatching(pattern: string): Promise<string[]> {
  const found: string[] = [];
  for await (const file of glob(pattern, { exclude: (folder) => skipped.has(path.basename(folder)) })) {
    if (file.endsWith(testSuffix)) found.push(file);
  }
  return found;
}

/**
 * Reads a file that tests name, by its path relative to their file. It must be below `root` or, if the test file is
 * outside of `root`, below the folder of the test file.
 */
export async function readFileOfTests(root: string, tests: string, relative: string): Promise<OtherFile> {
  const [realRoot, own] = await Promise.all([realpath(root), realpath(path.dirname(tests))]);
  const file = await realPathInside(isBelow(realRoot, own) ? realRoot : own, path.resolve(own, relative));
  if (file === undefined) return { refusal: 'outside' };
  // A read of a named pipe waits until something writes to it.
  if (!(await stat(file)).isFile()) throw new Error(`${file} is not a file.`);
  const text = await readTextFile(file);
  return text === undefined ? { refusal: 'too-long' } : { text };
}

export interface TestFileText {
  readonly file: string;
  readonly text: string;
  readonly cases: readonly TestCase[];
}

/** The names of the secrets that tests and their request files use. */
export async function usedSecrets(
  tests: readonly TestFileText[],
  readFile: (file: string, relative: string) => Promise<OtherFile>,
): Promise<readonly string[]> {
  const names = new Set<string>();
  const add = (text = ''): void => {
    for (const { name } of variablesIn(text)) {
      const secret = secretNameOf(name);
      if (secret !== undefined) names.add(secret);
    }
  };
  for (const { file, text, cases } of tests) {
    add(text);
    for (const { text: used } of cases.flatMap((one) => one.used ?? [])) add(used);
    const paths = cases.flatMap((one) =>
      allSteps(one).flatMap(({ source }) => (source.kind === 'file' ? source.path : [])),
    );
    for (const path of new Set(paths)) {
      // A file that cannot be read is reported by its case.
      const request = await readFile(file, path).catch(() => undefined);
      add(request?.text);
    }
  }
  return [...names];
}
