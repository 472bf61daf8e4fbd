// Builds dist/: `node esbuild.mjs [--watch]`. Requires a Node that runs TypeScript (22.18 or newer).
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, resolve } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { build, context } from 'esbuild';
import { environmentSchema } from './src/kapture/variables/environmentSchema.ts';
import { testFileSchema } from './src/kapture/payloadTests/testFileSchema.ts';
import { thirdPartyNotices } from './thirdPartyNotices.mjs';

const require = createRequire(import.meta.url);

/**
 * Folders whose `index.ts` becomes a separate file in dist, loaded on first use. They import only small modules of each
 * other.
 */
const lazyFolders = {
  kapture: 'src/kapture/index.ts',
  sandbox: 'src/sandbox/index.ts',
};
/** The same for features of the editor, which may import `vscode`. */
const lazyFeatures = {
  connections: 'src/editor/connections/index.ts',
  convert: 'src/editor/convert/index.ts',
  customers: 'src/editor/customers/index.ts',
  longResponses: 'src/editor/responses/longResponses/index.ts',
  guard: 'src/editor/shared/sending/guard/index.ts',
  snippets: 'src/editor/snippets/index.ts',
  edits: 'src/editor/edits/index.ts',
  history: 'src/editor/history/index.ts',
  insights: 'src/editor/insights/index.ts',
  payloadTests: 'src/editor/payloadTests/index.ts',
  network: 'src/editor/shared/network/index.ts',
  outline: 'src/editor/outline/index.ts',
  requests: 'src/editor/requests/index.ts',
};

/** Turns `import('../kapture/index.ts')` into a require of `./kapture.cjs`. */
const lazyImports = {
  name: 'lazy-imports',
  setup({ onResolve }) {
    onResolve({ filter: /\/index\.ts$/ }, ({ path, kind, resolveDir }) => {
      const name = basename(dirname(resolve(resolveDir, path)));
      return kind === 'dynamic-import' && (name in lazyFolders || name in lazyFeatures)
        ? { path: `./${name}.cjs`, external: true }
        : undefined;
    });
  },
};

/**
 * Turns imports of `vscode` into plain requires, because esbuild would copy the whole API for every module that imports
 * it, which takes longer than the rest of the activation. Each file of dist requires it once, because VS Code accesses
 * the disk at every require to find the extension that asks.
 */
const requireVscode = {
  name: 'require-vscode',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^vscode$/ }, ({ path, namespace }) =>
      namespace === 'vscode' ? { path, external: true } : { path, namespace: 'vscode' },
    );
    onLoad({ filter: /.*/, namespace: 'vscode' }, () => ({ contents: "module.exports = require('vscode');" }));
    onLoad({ filter: /[\\/]src[\\/](editor[\\/].*|extension)\.ts$/ }, async ({ path }) => ({
      loader: 'ts',
      contents: (await readFile(path, 'utf8'))
        .replace(/^import \* as (\w+) from 'vscode';/m, "const $1 = require('vscode');")
        .replace(
          /^import \{([^}]*)\} from 'vscode';/m,
          (_import, names) => `const {${names.replace(/\btype \w+,?/g, '')}} = require('vscode');`,
        ),
    }));
  },
};

const emptyModule = () => ({ contents: 'module.exports = {};' });

/**
 * Replaces the contents of modules, by path. The build fails if one of them is not found, because it may have moved.
 */
const replaceModules = (name, modules) => ({
  name,
  setup({ onLoad, onEnd }) {
    const notFound = new Set(Object.keys(modules));
    for (const [module, contents] of Object.entries(modules)) {
      onLoad(
        {
          filter: new RegExp(`[\\\\/]node_modules[\\\\/]${module.replaceAll('.', '\\.').replaceAll('/', '[\\\\/]')}$`),
        },
        ({ path }) => {
          notFound.delete(module);
          return contents(path);
        },
      );
    }
    onEnd(() => ({
      errors: [...notFound].map((module) => ({ text: `${module} is no longer in the bundle and cannot be replaced.` })),
    }));
  },
});

/**
 * Replaces two unused parts of undici: the HTTP parser for machines without SIMD (only old PowerPC builds), 24 kB
 * compressed, and bodies that are forms or web streams (ours are text), 14 kB. Without them the package exceeds 400 kB.
 */
const trimUndici = replaceModules('trim-undici', {
  'undici/lib/llhttp/llhttp-wasm.js': () => ({ contents: "module.exports = require('./llhttp_simd-wasm.js');" }),
  'undici/lib/web/fetch/body.js': emptyModule,
});

const common = {
  bundle: true,
  minify: true,
  keepNames: false,
  sourcemap: true,
  sourcesContent: false,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  mainFields: ['module', 'main'],
  // In the extension host, require is faster than import.
  supported: { 'dynamic-import': false },
  outExtension: { '.js': '.cjs' },
  outdir: 'dist',
  logLevel: 'warning',
};

const hostOptions = { ...common, external: ['vscode'], plugins: [lazyImports, requireVscode] };
const features = { ...hostOptions, entryPoints: lazyFeatures };

/** Compresses undici's HTTP parser before it is encoded in base64, because base64 compresses badly in the package. */
const compressLlhttp = {
  name: 'compress-llhttp',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]llhttp_simd-wasm\.js$/ }, ({ path }) => {
      const bytes = brotliCompressSync(require(path)).toString('base64');
      return {
        contents: `module.exports = require('node:zlib').brotliDecompressSync(Buffer.from('${bytes}', 'base64'));`,
      };
    });
  },
};

/**
 * Modules that `common.cjs` contains, so that the other files of dist do not each have a copy. They do not import
 * `vscode`.
 */
const sharedModules = [
  ...[
    'catalogue/customer/customerFields',
    'catalogue/customer/customerRecord',
    'catalogue/failures',
    'catalogue/registry',
    'catalogue/requestRules',
    'connection/authKey',
    'connection/connection',
    'dates/calendar',
    'exchange/requestBody',
    'http/kaptureError',
    'json/looseJson',
    'problem/problem',
    'records/customer',
    'redaction/redact',
    'responses/readResponse',
    'store/storeError',
    'variables/builtInVariables',
    'variables/variables',
  ].map((name) => resolve(`src/kapture/${name}.ts`)),
  'jsonc-parser',
];
/** Shared modules that the extension needs at startup. It has its own copy, so that it does not load `common.cjs`. */
const startupModules = ['catalogue/registry', 'connection/connection', 'problem/problem', 'variables/variables'].map(
  (name) => resolve(`src/kapture/${name}.ts`),
);
/** Modules of `cases.cjs`: the payload tests of the editor and of the command line. */
const testModules = ['readTestFile', 'runCase'].map((name) => resolve(`src/kapture/payloadTests/${name}.ts`));
/** Modules of `store.cjs`, which open and read the database. They load SQLite. */
const storeModules = ['customerRows', 'database', 'spoolFiles', 'statements', 'storedCustomers', 'storedRecords'].map(
  (name) => resolve(`src/kapture/store/${name}.ts`),
);
/** Modules that the features import from `extension.cjs`, which is always loaded. */
const featureModules = [
  'commands',
  'documents/documentTarget',
  'documents/editUri',
  'documents/findFiles',
  'questions/messages',
  'questions/progress',
  'settings',
  'texts/catalogueTexts',
  'texts/exchangeTexts',
  'texts/explain',
  'texts/explainProblem',
  'texts/localTexts',
  'texts/plainText',
].map((name) => resolve(`src/editor/shared/${name}.ts`));

const exportName = (module) => basename(module, '.ts');

/** An entry point that exports modules under their names, after the code in `first`. */
const exportModules = (modules, first = '') => ({
  contents: [
    first,
    ...modules.map((module) => `export * as '${exportName(module)}' from ${JSON.stringify(module)};`),
  ].join('\n'),
  resolveDir: '.',
});

/** Makes a bundle require modules from another file of dist instead of containing them. */
const importFrom = (
  file,
  modules,
  contentsFor = (module) => `module.exports = require('${file}')['${exportName(module)}'];`,
) => ({
  name: 'import-from',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.{1,2}\/|^jsonc-parser$/ }, ({ path, resolveDir }) => {
      const module = path.startsWith('.') ? resolve(resolveDir, path) : path;
      return modules.includes(module) ? { path: module, namespace: file } : undefined;
    });
    onResolve({ filter: /^\.\/(cases|common|extension|store)\.cjs$/ }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /.*/, namespace: file }, async ({ path }) => ({ contents: await contentsFor(path) }));
  },
});

const importShared = [
  importFrom('./common.cjs', sharedModules),
  importFrom('./cases.cjs', testModules),
  importFrom('./store.cjs', storeModules),
];

/**
 * Like `importFrom`, but the file is loaded when one of its exports is first used. The exports are looked up through a
 * prototype, because esbuild copies own properties for every importing module, which took 0.4 ms of the activation.
 */
const importLazily = (file, modules) =>
  importFrom(
    file,
    modules,
    (module) => `let all;
    const load = (_, name) => (all ??= require('${file}')['${exportName(module)}'])[name];
    module.exports = Object.create(new Proxy({}, { get: load }));`,
  );

const singleFile = (name) => ({ outdir: undefined, outExtension: undefined, outfile: `dist/${name}.cjs` });

const bundles = [
  {
    ...hostOptions,
    ...singleFile('extension'),
    stdin: exportModules(featureModules, `export { activate, deactivate } from './src/extension.ts';`),
    plugins: [
      lazyImports,
      importLazily(
        './common.cjs',
        sharedModules.filter((module) => !startupModules.includes(module)),
      ),
      requireVscode,
    ],
  },
  {
    ...features,
    plugins: [lazyImports, ...importShared, importFrom('./extension.cjs', featureModules), requireVscode],
  },
  // Built without `vscode`, so that importing it anywhere in these files fails the build.
  { ...common, ...singleFile('common'), stdin: exportModules(sharedModules) },
  {
    ...common,
    ...singleFile('cases'),
    stdin: exportModules(testModules),
    plugins: [importFrom('./common.cjs', sharedModules)],
  },
  {
    ...common,
    ...singleFile('store'),
    stdin: exportModules(storeModules),
    plugins: [importFrom('./common.cjs', sharedModules)],
  },
  {
    ...common,
    entryPoints: {
      ...lazyFolders,
      'sandbox-cli': 'src/sandbox/cli.ts',
      'history-worker': 'src/kapture/store/historyWorker.ts',
      'store-worker': 'src/kapture/store/storeWorker.ts',
      'export-worker': 'src/kapture/exports/exportWorker.ts',
      'pattern-worker': 'src/kapture/payloadTests/patternWorker.ts',
    },
    plugins: [trimUndici, compressLlhttp, ...importShared],
  },
  // The page of the insights, which runs in a webview: one script and one style sheet.
  {
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'iife',
    target: 'chrome138',
    outdir: 'dist',
    logLevel: 'warning',
    entryPoints: [
      { in: 'src/editor/insights/webview/main.ts', out: 'insights-page' },
      { in: 'src/editor/insights/webview/page.css', out: 'insights-page' },
    ],
  },
  // The command line. It loads large modules from the other files in dist.
  {
    ...common,
    entryPoints: { 'kapture-test': 'src/cli/test/main.ts' },
    plugins: [lazyImports, ...importShared],
    define: { 'import.meta.url': 'fileUrl' },
    banner: { js: "const fileUrl = require('node:url').pathToFileURL(__filename).href;" },
  },
];

await mkdir('dist/schemas', { recursive: true });
await writeFile('dist/schemas/env.schema.json', JSON.stringify(environmentSchema));
await writeFile('dist/schemas/test.schema.json', JSON.stringify(testFileSchema()));

if (process.argv.includes('--watch')) {
  for (const options of bundles) await (await context({ ...options, logLevel: 'info' })).watch();
} else {
  const built = await Promise.all(bundles.map((options) => build({ ...options, metafile: true })));
  await writeFile('dist/ThirdPartyNotices.txt', await thirdPartyNotices(built.map(({ metafile }) => metafile)));
}
