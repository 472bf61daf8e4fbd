import { readFileSync } from 'node:fs';

/** The version in package.json, which is two folders up from here in the sources and in the bundle. */
export function packageVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
