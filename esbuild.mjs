// Builds dist/: `node esbuild.mjs [--watch]`. Runs on a Node that reads TypeScript (22.18 or newer).
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, resolve } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { build, context } from 'esbuild';
import { editorSchema } from './src/kapture/catalogue/editorSchema.ts';
import { environmentSchema } from './src/kapture/variables/environmentSchema.ts';
import { testFileSchema } from './src/kapture/payloadTests/testFileSchema.ts';
import { operationIds } from './src/kapture/catalogue/registry.ts';
import { thirdPartyNotices } from './thirdPartyNotices.mjs';

const required = createRequire(import.meta.url);

/** Folders whose `index.ts` is a file of its own in dist, loaded when first used. Each imports only light modules of the others. */
const apart = {
  kapture: 'src/kapture/index.ts',
  sandbox: 'src/sandbox/index.ts',
};
/** The same for features of the editor. */
const featuresApart = {
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

/** `import('../kapture/index.ts')` becomes a require of `./kapture.cjs`. */
const loadedApart = {
  name: 'loaded-apart',
  setup({ onResolve }) {
    onResolve({ filter: /\/index\.ts$/ }, ({ path, kind, resolveDir }) => {
      const name = basename(dirname(resolve(resolveDir, path)));
      return kind === 'dynamic-import' && (name in apart || name in featuresApart)
        ? { path: `./${name}.cjs`, external: true }
        : undefined;
    });
  },
};

/**
 * Imports of `vscode` become plain requires: esbuild would copy all of the API for every file that imports it, as the
 * extension starts, which takes longer than all the rest. And a file of dist requires it once, for VS Code looks each time
 * on the disk who asks.
 */
const vscodeRequired = {
  name: 'vscode-required',
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

const nothing = () => ({ contents: 'module.exports = {};' });

/** Puts other contents in place of modules, by their paths. One that is not there fails the build: then what it was has moved. */
const inPlaceOf = (name, modules) => ({
  name,
  setup({ onLoad, onEnd }) {
    const left = new Set(Object.keys(modules));
    for (const [module, contents] of Object.entries(modules)) {
      onLoad(
        {
          filter: new RegExp(`[\\\\/]node_modules[\\\\/]${module.replaceAll('.', '\\.').replaceAll('/', '[\\\\/]')}$`),
        },
        ({ path }) => {
          left.delete(module);
          return contents(path);
        },
      );
    }
    onEnd(() => ({
      errors: [...left].map((module) => ({
        text: `${module} is not in the build any more, and was to be left out of it.`,
      })),
    }));
  },
});

/**
 * What of undici is never used here, 64 kB when packed: its parser of HTTP for machines without SIMD (what lacks it are old
 * builds for PowerPC), HTTP/2, which is not asked for, bodies that are forms or streams of the web, for ours are texts, most
 * of the parser's tables, and what `NODE_DEBUG=undici` would print. Who listens to its channels still hears of everything.
 */
const leftOutOfUndici = inPlaceOf('left-out-of-undici', {
  'undici/lib/llhttp/llhttp-wasm.js': () => ({ contents: "module.exports = require('./llhttp_simd-wasm.js');" }),
  'undici/lib/dispatcher/client-h2.js': nothing,
  'undici/lib/web/fetch/body.js': nothing,
  'undici/lib/llhttp/constants.js': (path) => {
    const { ERROR, TYPE } = required(path);
    return { contents: JSON.stringify({ ERROR, TYPE }), loader: 'json' };
  },
  'undici/lib/core/diagnostics.js': (path) => {
    const channels = Object.entries(required(path).channels).map(([key, { name }]) => `${key}: channel('${name}')`);
    return {
      contents: `const { channel } = require('node:diagnostics_channel'); module.exports = { channels: { ${channels.join(', ')} } };`,
    };
  },
});

/** What of Parquet no export has, 5 kB when packed: filters, places on maps, columns of any type, and encodings that are not asked for. */
const leftOutOfParquet = inPlaceOf('left-out-of-parquet', {
  ...Object.fromEntries(
    ['delta', 'geospatial', 'splitstream', 'variant', 'wkb'].map((name) => [
      `hyparquet-writer/src/${name}.js`,
      nothing,
    ]),
  ),
  'hyparquet-writer/src/bloom.js': () => ({
    contents: 'export const writeBlooms = () => {}, BloomBuilder = undefined;',
  }),
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
  // In the extension host a require is quicker than an import, and loads from the same folder.
  supported: { 'dynamic-import': false },
  outExtension: { '.js': '.cjs' },
  outdir: 'dist',
  logLevel: 'warning',
};

const front = { ...common, external: ['vscode'], plugins: [loadedApart, vscodeRequired] };
const features = { ...front, entryPoints: featuresApart };

/** undici's parser of HTTP is a program in base64, which hardly gets smaller in a package: packed before, it does. */
const packed = {
  name: 'packed',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]llhttp_simd-wasm\.js$/ }, ({ path }) => {
      const bytes = brotliCompressSync(required(path)).toString('base64');
      return {
        contents: `module.exports = require('node:zlib').brotliDecompressSync(Buffer.from('${bytes}', 'base64'));`,
      };
    });
  },
};

/** What many files of dist would have a copy of: `common.cjs` has it, without `vscode`. */
const shared = [
  ...[
    'catalogue/customer/customerFields',
    'catalogue/customer/customerRecord',
    'catalogue/failures',
    'catalogue/registry',
    'catalogue/requestRules',
    'connection/authKey',
    'connection/connection',
    'dates/calendar',
    'exchange/readResponse',
    'exchange/requestBody',
    'http/kaptureError',
    'json/looseJson',
    'problem',
    'records/customer',
    'redaction/redact',
    'store/storeError',
    'variables/builtInVariables',
    'variables/variables',
  ].map((name) => resolve(`src/kapture/${name}.ts`)),
  'jsonc-parser',
];
/** What the extension needs of it as it starts, and to read its settings: it has that itself, and nothing else to load. */
const neededAtStart = ['catalogue/registry', 'connection/connection', 'problem', 'variables/variables'].map((name) =>
  resolve(`src/kapture/${name}.ts`),
);
/** The payload tests of the editor and of the command line. */
const sharedByTests = ['readTestFile', 'runCase'].map((name) => resolve(`src/kapture/payloadTests/${name}.ts`));
/** What opens the database and reads it, for whoever does: it loads SQLite. */
const sharedByStores = ['customerRows', 'database', 'spoolFiles', 'statements', 'storedCustomers', 'storedRecords'].map(
  (name) => resolve(`src/kapture/store/${name}.ts`),
);
/** What features of the editor have from `extension.cjs`, which is loaded anyway. */
const sharedByFeatures = [
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

const sharedName = (module) => basename(module, '.ts');

/** An entry that gives modules away, besides what `first` gives. */
const sharing = (modules, first = '') => ({
  contents: [
    first,
    ...modules.map((module) => `export * as '${sharedName(module)}' from ${JSON.stringify(module)};`),
  ].join('\n'),
  resolveDir: '.',
});

/** Has modules come from another file of dist. */
const sharedFrom = (
  file,
  modules,
  contentsFor = (module) => `module.exports = require('${file}')['${sharedName(module)}'];`,
) => ({
  name: 'shared-from',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.{1,2}\/|^jsonc-parser$/ }, ({ path, resolveDir }) => {
      const module = path.startsWith('.') ? resolve(resolveDir, path) : path;
      return modules.includes(module) ? { path: module, namespace: file } : undefined;
    });
    onResolve({ filter: /^\.\/(cases|common|extension|store)\.cjs$/ }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /.*/, namespace: file }, async ({ path }) => ({ contents: await contentsFor(path) }));
  },
});

const sharedByAll = [
  sharedFrom('./common.cjs', shared),
  sharedFrom('./cases.cjs', sharedByTests),
  sharedFrom('./store.cjs', sharedByStores),
];

/**
 * The same, but that file is loaded when something of it is first used. The exports are looked up through a prototype:
 * esbuild copies own properties for every file that imports a module, which took 0.4 ms of the start of the extension.
 */
const sharedLater = (file, modules) =>
  sharedFrom(
    file,
    modules,
    (module) => `let all;
    const load = (_, name) => (all ??= require('${file}')['${sharedName(module)}'])[name];
    module.exports = Object.create(new Proxy({}, { get: load }));`,
  );

const single = (name) => ({ outdir: undefined, outExtension: undefined, outfile: `dist/${name}.cjs` });

const bundles = [
  {
    ...front,
    ...single('extension'),
    stdin: sharing(sharedByFeatures, `export { activate, deactivate } from './src/extension.ts';`),
    plugins: [
      loadedApart,
      sharedLater(
        './common.cjs',
        shared.filter((module) => !neededAtStart.includes(module)),
      ),
      vscodeRequired,
    ],
  },
  {
    ...features,
    plugins: [loadedApart, ...sharedByAll, sharedFrom('./extension.cjs', sharedByFeatures), vscodeRequired],
  },
  // Without `vscode`: an import of it anywhere in these wings fails the build.
  { ...common, ...single('common'), stdin: sharing(shared) },
  { ...common, ...single('cases'), stdin: sharing(sharedByTests), plugins: [sharedFrom('./common.cjs', shared)] },
  { ...common, ...single('store'), stdin: sharing(sharedByStores), plugins: [sharedFrom('./common.cjs', shared)] },
  {
    ...common,
    entryPoints: {
      ...apart,
      'sandbox-cli': 'src/sandbox/cli.ts',
      'history-worker': 'src/kapture/store/historyWorker.ts',
      'store-worker': 'src/kapture/store/storeWorker.ts',
      'export-worker': 'src/kapture/exports/exportWorker.ts',
      'pattern-worker': 'src/kapture/payloadTests/patternWorker.ts',
    },
    plugins: [leftOutOfUndici, leftOutOfParquet, packed, ...sharedByAll],
  },
  // Runs in a webview: what it is made of comes to it in one file, and its style sheet in another.
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
  // Beside the others in dist, so it loads from them what is heavy.
  {
    ...common,
    entryPoints: { 'kapture-test': 'src/cli/test/main.ts' },
    plugins: [loadedApart, ...sharedByAll],
    define: { 'import.meta.url': 'fileUrl' },
    banner: { js: "const fileUrl = require('node:url').pathToFileURL(__filename).href;" },
  },
];

await mkdir('dist/schemas', { recursive: true });
await writeFile('dist/schemas/env.schema.json', JSON.stringify(environmentSchema));
await writeFile('dist/schemas/test.schema.json', JSON.stringify(testFileSchema()));
for (const id of operationIds)
  await writeFile(`dist/schemas/${id}.schema.json`, JSON.stringify(editorSchema(id, { isForRequestFiles: true })));

if (process.argv.includes('--watch')) {
  for (const options of bundles) await (await context({ ...options, logLevel: 'info' })).watch();
} else {
  const built = await Promise.all(bundles.map((options) => build({ ...options, metafile: true })));
  await writeFile('dist/ThirdPartyNotices.txt', await thirdPartyNotices(built.map(({ metafile }) => metafile)));
}
