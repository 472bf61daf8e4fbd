import { realpath } from 'node:fs/promises';
import path from 'node:path';

/**
 * The real path of a file that is below a folder, once all links are resolved; undefined where it is outside. Of what is
 * outside by its name the disk is not even asked. Rejects where there is no such file.
 */
export async function realPathInside(folder: string, file: string): Promise<string | undefined> {
  if (!isBelow(folder, file)) return undefined;
  const [realFolder, realFile] = await Promise.all([realpath(folder), realpath(file)]);
  return isBelow(realFolder, realFile) ? realFile : undefined;
}

/** Whether a path is that of a folder or of something in it, by their names alone. */
export function isBelow(folder: string, file: string): boolean {
  const way = path.relative(folder, file);
  // On Windows there is no relative way to another drive.
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}
