// Builds dist/: `node esbuild.mjs [--watch]`. Runs on a Node that reads TypeScript (22.18 or newer).
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { build, context } from 'esbuild';
import { editorSchema } from './src/kapture/schemas/editorSchema.ts';
import { operationIds } from './src/kapture/operations.ts';

/** The heavy wings are files of their own, loaded when first used: `import('../kapture/index.ts')` becomes a require of `./kapture.cjs`. */
const wingsApart = {
  name: 'wings-apart',
  setup({ onResolve }) {
    onResolve({ filter: /\/index\.ts$/ }, ({ path, kind }) => {
      const wing = basename(dirname(path));
      if (kind !== 'dynamic-import' || (wing !== 'kapture' && wing !== 'sandbox')) return undefined;
      return { path: `./${wing}.cjs`, external: true };
    });
  },
};

const common = {
  bundle: true, minify: true, keepNames: false, sourcemap: true, sourcesContent: false,
  platform: 'node', format: 'cjs', target: 'node22', mainFields: ['module', 'main'],
  // In the extension host a require is quicker than an import, and loads from the same folder.
  supported: { 'dynamic-import': false },
  outExtension: { '.js': '.cjs' }, outdir: 'dist', logLevel: 'warning',
};

const bundles = [
  { ...common, entryPoints: { extension: 'src/extension.ts' }, external: ['vscode'], plugins: [wingsApart] },
  // Without `vscode`: an import of it anywhere in these wings fails the build.
  { ...common, entryPoints: { kapture: 'src/kapture/index.ts', sandbox: 'src/sandbox/index.ts', 'sandbox-cli': 'src/sandbox/cli.ts' } },
];

await mkdir('dist/schemas', { recursive: true });
for (const id of operationIds) await writeFile(`dist/schemas/${id}.schema.json`, JSON.stringify(editorSchema(id)));

if (process.argv.includes('--watch')) {
  for (const options of bundles) await (await context({ ...options, logLevel: 'info' })).watch();
} else {
  await Promise.all(bundles.map((options) => build(options)));
}
