import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** The root of the checkout. */
export const repositoryRoot = path.resolve(import.meta.dirname, '..', '..');

/**
 * The folder for everything that the tests and `npm start` download or write, including the downloads of `@vscode/test-
 * electron`. Git ignores it. It can be deleted at any time, and is filled again when needed.
 */
export const cacheFolder = path.join(repositoryRoot, '.vscode-test');

/**
 * The folder `name` of the cache, created by `fill` if it does not exist. `fill` works in a sibling folder that is
 * renamed when it is complete, so that an incomplete folder is never used, neither after a kill nor by a second process
 * at the same time. The first process to finish wins, and the other's folder is deleted.
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

/**
 * Creates an empty folder for one run. It is in the cache rather than in the system's temporary folder, so that a later
 * run deletes what a killed one left.
 */
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

/** Deletes incomplete folders of killed processes. */
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
