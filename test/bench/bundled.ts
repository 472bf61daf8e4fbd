import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { repositoryRoot } from '../vscode/cacheFolder.ts';

/**
 * Loads a module of src as the package has it: esbuild replaces imported constants by their values. Node reads them
 * from the other module each time, so loops over bytes take a third longer.
 */
export async function bundled<Module>(module: string, folder: string): Promise<Module> {
  const outfile = path.join(folder, `${path.basename(module, '.ts')}.cjs`);
  await build({
    entryPoints: [path.join(repositoryRoot, 'src', module)],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  return createRequire(import.meta.url)(outfile) as Module;
}
