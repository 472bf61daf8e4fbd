import path from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles a module of this folder for an extension host, which cannot load TypeScript. Returns the path of the bundle.
 */
export async function bundleInHost(name: string, folder: string): Promise<string> {
  const outfile = path.join(folder, `${name}.cjs`);
  await build({
    entryPoints: [path.join(import.meta.dirname, `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    mainFields: ['module', 'main'],
    external: ['vscode'],
    logLevel: 'warning',
  });
  return outfile;
}
