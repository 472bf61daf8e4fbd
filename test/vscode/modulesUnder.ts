import { createRequire } from 'node:module';

/** The files below a folder that this process has loaded as modules. */
export function modulesUnder(folder: string): string[] {
  return Object.keys(createRequire(__filename).cache).filter((file) => file.startsWith(folder));
}
