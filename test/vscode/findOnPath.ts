import { statSync } from 'node:fs';
import path from 'node:path';

/** The full path of a program on the PATH, or undefined. */
export function findOnPath(program: string): string | undefined {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  return (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .filter(Boolean)
    .flatMap((folder) => endings.map((ending) => path.join(folder, program + ending)))
    .find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}
