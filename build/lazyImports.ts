import { basename, dirname, resolve } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Turns `import('./folder/index.ts')` into a require of `folder.cjs`, a separate file of dist that is loaded on first
 * use. `found` collects these folders: name → path of `index.ts`. Two folders of one name would be the same file.
 */
export function lazyImports(found: Record<string, string> = {}): Plugin {
  return {
    name: 'lazy-imports',
    setup(build) {
      build.onResolve({ filter: /\/index\.ts$/ }, ({ path, kind, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined;
        const file = resolve(resolveDir, path);
        const name = basename(dirname(file));
        const other = (found[name] ??= file);
        if (other !== file) return { errors: [{ text: `${other} and ${file} would both be dist/${name}.cjs.` }] };
        return { path: `./${name}.cjs`, external: true };
      });
    },
  };
}
