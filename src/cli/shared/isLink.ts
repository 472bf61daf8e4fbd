import { lstat } from 'node:fs/promises';

/** Whether a path is a symbolic link. What it leads to may be outside the folder, even if it does not exist yet. */
export async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
}
