import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** The root of the checkout. */
export const repositoryRoot = path.resolve(import.meta.dirname, '..', '..');

/**
 * Where everything that the tests and `npm start` fetch or write stays. Git ignores it; it is also where
 * `@vscode/test-electron` keeps its downloads. Deleting it is always safe, it is filled again on demand.
 */
export const cacheFolder = path.join(repositoryRoot, '.vscode-test');

/**
 * The folder `name` of the cache, made by `fill` if it isn't there yet.
 *
 * `fill` works in a sibling that is renamed when complete, so a half-made folder is never seen, neither after a kill
 * nor by a second process that wants the same at the same time: the first to finish wins, the other's work is dropped.
 */
export async function filledOnce(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = path.join(cacheFolder, name);
  if (await exists(folder)) {
    return folder;
  }
  await mkdir(cacheFolder, { recursive: true });
  await dropAbandoned(name);
  const making = await mkdtemp(path.join(cacheFolder, `${name}.making-${process.pid}-`));
  try {
    await fill(making);
    await rename(making, folder);
  } catch (error) {
    if (!(await exists(folder))) {
      throw error;
    }
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return folder;
}

/** A new empty folder for one run, under the cache rather than the system's temp so that what a kill leaves is found. */
export async function runFolder(purpose: string): Promise<string> {
  const runs = path.join(cacheFolder, 'runs');
  await mkdir(runs, { recursive: true });
  for (const name of await readdir(runs)) {
    if (!isAlive(Number(/-(\d+)-\w+$/.exec(name)?.[1]))) {
      await rm(path.join(runs, name), { recursive: true, force: true });
    }
  }
  return mkdtemp(path.join(runs, `${purpose}-${process.pid}-`));
}

export async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** Removes what a killed process left half made. */
async function dropAbandoned(name: string): Promise<void> {
  const prefix = `${name}.making-`;
  for (const entry of await readdir(cacheFolder)) {
    if (entry.startsWith(prefix) && !isAlive(Number.parseInt(entry.slice(prefix.length), 10))) {
      await rm(path.join(cacheFolder, entry), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
