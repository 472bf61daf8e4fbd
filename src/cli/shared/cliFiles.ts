import { lstat, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { maxJsonLength } from '../../kapture/json/jsonLimits.ts';

/**
 * The text of a file without a byte order mark. Undefined if the file is larger than `maxJsonLength`. Rejects if it
 * cannot be read.
 */
export async function readTextFile(file: string): Promise<string | undefined> {
  const stats = await stat(file);
  // A link can lead to `/dev/zero`, which has no size and never ends.
  if (stats.isCharacterDevice()) throw Object.assign(new Error('A device cannot be read.'), { code: 'ENXIO' });
  if (stats.size > maxJsonLength) return undefined;
  return new TextDecoder().decode(await readFile(file));
}

/** Whether a path is a symbolic link. What it leads to may be outside the folder, even if it does not exist yet. */
export async function isLink(file: string): Promise<boolean> {
  return lstat(file).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
}

/**
 * The folder for what the command line keeps for its user. `XDG_STATE_HOME` applies on each platform
 * (specifications.freedesktop.org/basedir-spec, which says to ignore a relative path).
 */
export function stateFolder(env: NodeJS.ProcessEnv = process.env, platform: string = process.platform): string {
  const { XDG_STATE_HOME: state = '', LOCALAPPDATA: local = '' } = env;
  if (path.isAbsolute(state)) return path.join(state, 'kapture');
  const home = homedir();
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'kapture');
  if (platform === 'win32') return path.join(local || path.join(home, 'AppData', 'Local'), 'kapture');
  return path.join(home, '.local', 'state', 'kapture');
}

const sentences: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is exceeded',
  EFBIG: 'the file is too large for the disk',
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of its path is not a folder',
  EISDIR: 'it is a folder',
  ENAMETOOLONG: 'its name is too long',
  EBUSY: 'another program is using it',
  EPIPE: 'the program that reads it has ended',
};

/** Why the file system failed, in plain words, for the end of a sentence. Finds the error within other errors. */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, cause } = error as NodeJS.ErrnoException;
  if (code === undefined && cause !== undefined) return systemReason(cause);
  const isSystemCode = code !== undefined && /^E[A-Z]+$/.test(code);
  return isSystemCode ? (sentences[code] ?? code) : error.message;
}
