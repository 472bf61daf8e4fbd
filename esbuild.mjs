// Builds dist/: `node esbuild.mjs [--watch]`. Runs on a Node that reads TypeScript (22.18 or newer).
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { build, context } from 'esbuild';
import { editorSchema } from './src/kapture/schemas/editorSchema.ts';
import { environmentSchema } from './src/kapture/schemas/environmentSchema.ts';
import { testFileSchema } from './src/kapture/schemas/testFileSchema.ts';
import { operationIds } from './src/kapture/operations.ts';

/** Folders whose `index.ts` is a file of its own in dist, loaded when first used. Each imports only light modules of the others. */
const apart = {
  kapture: 'src/kapture/index.ts',
  exports: 'src/kapture/exports/index.ts',
  sandbox: 'src/sandbox/index.ts',
};
/** The same for features of the editor. */
const featuresApart = {
  connections: 'src/editor/connections/index.ts',
  convert: 'src/editor/convert/index.ts',
  guard: 'src/editor/guard/index.ts',
  snippets: 'src/editor/snippets/index.ts',
  edits: 'src/editor/edits/index.ts',
  history: 'src/editor/history/index.ts',
  payloadTests: 'src/editor/payloadTests/index.ts',
  network: 'src/editor/network/index.ts',
};

/** `import('../kapture/index.ts')` becomes a require of `./kapture.cjs`. */
const loadedApart = {
  name: 'loaded-apart',
  setup({ onResolve }) {
    onResolve({ filter: /\/index\.ts$/ }, ({ path, kind, resolveDir }) => {
      const name = basename(dirname(resolve(resolveDir, path)));
      return kind === 'dynamic-import' && (name in apart || name in featuresApart) ? { path: `./${name}.cjs`, external: true } : undefined;
    });
  },
};

/**
 * Imports of `vscode` become plain requires: esbuild would copy all of the API for every file that imports it, as the
 * extension starts, which takes longer than all the rest.
 */
const vscodeRequired = {
  name: 'vscode-required',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/](editor[\\/].*|extension)\.ts$/ }, async ({ path }) => ({
      loader: 'ts',
      contents: (await readFile(path, 'utf8'))
        .replace(/^import \* as (\w+) from 'vscode';/m, "const $1 = require('vscode');")
        .replace(/^import \{([^}]*)\} from 'vscode';/m, (_import, names) => `const {${names.replace(/\btype \w+,?/g, '')}} = require('vscode');`),
    }));
  },
};

const common = {
  bundle: true, minify: true, keepNames: false, sourcemap: true, sourcesContent: false,
  platform: 'node', format: 'cjs', target: 'node22', mainFields: ['module', 'main'],
  // In the extension host a require is quicker than an import, and loads from the same folder.
  supported: { 'dynamic-import': false },
  outExtension: { '.js': '.cjs' }, outdir: 'dist', logLevel: 'warning',
};

const front = { ...common, external: ['vscode'], plugins: [loadedApart, vscodeRequired] };
const features = { ...front, entryPoints: featuresApart, external: ['vscode', './extension.cjs'] };

/** What is large and what `extension.cjs` has anyway. Features apart take it from there: a copy each would fill the package. */
const shared = ['operations', 'looseJson', 'requestBody'].map((name) => resolve(`src/kapture/${name}.ts`));

const sharedFromExtension = {
  name: 'shared-from-extension',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.ts$/ }, ({ path, resolveDir }) => {
      const index = shared.indexOf(resolve(resolveDir, path));
      return index < 0 ? undefined : { path: String(index), namespace: 'shared' };
    });
    onLoad({ filter: /.*/, namespace: 'shared' }, ({ path }) => ({ contents: `module.exports = require('./extension.cjs').shared${path};` }));
  },
};

const extension = [`export { activate } from './src/extension.ts';`, ...shared.map((path, index) => `export * as shared${index} from ${JSON.stringify(path)};`)].join('\n');

const bundles = [
  { ...front, stdin: { contents: extension, resolveDir: '.' }, outdir: undefined, outExtension: undefined, outfile: 'dist/extension.cjs' },
  { ...features, plugins: [loadedApart, sharedFromExtension, vscodeRequired] },
  // Without `vscode`: an import of it anywhere in these wings fails the build.
  { ...common, entryPoints: { ...apart, 'sandbox-cli': 'src/sandbox/cli.ts' } },
  // A thread's own file.
  { ...common, entryPoints: { 'store-worker': 'src/kapture/store/storeWorker.ts' } },
  // Beside the others in dist, so it loads from them what is heavy.
  { ...common, entryPoints: { 'kapture-test': 'src/kaptureTest.ts' }, plugins: [loadedApart] },
];

await mkdir('dist/schemas', { recursive: true });
await writeFile('dist/schemas/env.schema.json', JSON.stringify(environmentSchema));
await writeFile('dist/schemas/test.schema.json', JSON.stringify(testFileSchema()));
for (const id of operationIds) await writeFile(`dist/schemas/${id}.schema.json`, JSON.stringify(editorSchema(id)));

if (process.argv.includes('--watch')) {
  for (const options of bundles) await (await context({ ...options, logLevel: 'info' })).watch();
} else {
  await Promise.all(bundles.map((options) => build(options)));
}
