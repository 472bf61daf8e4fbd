// Builds dist/: `node esbuild.mjs [--watch]`. Requires a Node that runs TypeScript (22.18 or newer).
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, relative, resolve } from 'node:path';
import { build, context } from 'esbuild';
import { lazyImports } from './build/lazyImports.ts';
import { environmentSchema } from './src/kapture/variables/environmentSchema.ts';
import { mappingFileSchema } from './src/kapture/bulk/mappings/mappingFileSchema.ts';
import { testFileSchema } from './src/kapture/payloadTests/testFileSchema.ts';
import { thirdPartyNotices } from './thirdPartyNotices.mjs';

const require = createRequire(import.meta.url);

/** A module that exports properties of `object`, an expression, by their names. Unused ones are not in the bundle. */
const namedExports = (object, names) =>
  [
    `const api = /* @__PURE__ */ (() => ${object})();`,
    'const read = (name) => api[name];',
    ...Array.from(names, (name) => `export const ${name} = /* @__PURE__ */ read('${name}');`),
  ].join('\n');

/** The names that `vscode` exports at run time, from its type declarations. */
const declarations = await readFile(require.resolve('@types/vscode/index.d.ts'), 'utf8');
const declaration = /^\texport (?:abstract )?(?:class|const|enum|function|namespace) (\w+)/gm;
const vscodeNames = new Set(Array.from(declarations.matchAll(declaration), ([, name]) => name));

/**
 * Gives `vscode` named exports, so that each file of dist reads the ones that it uses. Otherwise esbuild copies the
 * whole API for every module that imports it, which takes longer than the rest of the activation.
 */
const namedVscode = {
  name: 'named-vscode',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^vscode$/ }, ({ path, namespace }) =>
      namespace === 'vscode' ? { path, external: true } : { path, namespace: 'vscode', sideEffects: false },
    );
    onLoad({ filter: /.*/, namespace: 'vscode' }, () => ({ contents: namedExports("require('vscode')", vscodeNames) }));
  },
};

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
  // `vscode.x` without an export `x` in `namedVscode`.
  logOverride: { 'import-is-undefined': 'error' },
};

const programs = { 'kapture-cli': 'src/cli/main.ts' };
const workers = {
  'history-worker': 'src/kapture/store/historyWorker.ts',
  'store-worker': 'src/kapture/store/storeWorker.ts',
  'export-worker': 'src/kapture/exports/exportWorker.ts',
  'query-worker': 'src/kapture/query/queryWorker.ts',
  'plan-worker': 'src/kapture/bulk/plans/planWorker.ts',
};
/** So small that sharing a module would make it slower to start. */
const patternWorker = { 'pattern-worker': 'src/kapture/payloadTests/patternWorker.ts' };

/**
 * Finds the lazy folders, and which modules each file of dist needs: file → paths of modules. `importers` maps each
 * module to the modules that import it, `bytesOf` to its size.
 */
async function readImports() {
  const lazyFolders = {};
  const modulesOf = new Map();
  const importers = new Map();
  const bytesOf = new Map();
  let next = { extension: 'src/extension.ts', ...programs, ...workers };
  while (Object.keys(next).length) {
    const known = new Set(Object.keys(lazyFolders));
    const options = { ...common, entryPoints: next, external: ['vscode'], plugins: [lazyImports(lazyFolders)] };
    const { metafile } = await build({
      ...options,
      minify: false,
      sourcemap: false,
      write: false,
      metafile: true,
      logOverride: { 'empty-import-meta': 'silent' },
    });
    for (const [output, { inputs }] of Object.entries(metafile.outputs))
      modulesOf.set(basename(output, '.cjs'), new Set(Object.keys(inputs).map((path) => resolve(path))));
    for (const [importer, { imports, bytes }] of Object.entries(metafile.inputs)) {
      bytesOf.set(resolve(importer), bytes);
      for (const { path } of imports)
        importers.set(resolve(path), (importers.get(resolve(path)) ?? new Set()).add(resolve(importer)));
    }
    next = Object.fromEntries(Object.entries(lazyFolders).filter(([name]) => !known.has(name)));
  }
  return { lazyFolders, modulesOf, importers, bytesOf };
}

const { lazyFolders, modulesOf, importers, bytesOf } = await readImports();
const isEditor = (path) => path.startsWith(resolve('src/editor'));
/** The files of the command line: `cli.cjs`, which the program loads, and what it loads on first use. */
const commandLineFiles = Object.fromEntries(
  Object.entries(lazyFolders).filter(([, path]) => path.startsWith(resolve('src/cli'))),
);
const lazyFeatures = Object.fromEntries(Object.entries(lazyFolders).filter(([, path]) => isEditor(path)));
const lazyLibraries = Object.fromEntries(
  Object.entries(lazyFolders).filter(([name, path]) => !isEditor(path) && !(name in commandLineFiles)),
);

const filesWith = (module) => [...modulesOf.keys()].filter((file) => modulesOf.get(file).has(module));
const allModules = [...new Set([...modulesOf.values()].flatMap((modules) => [...modules]))];
/** Below this, in bytes of source, a copy is smaller than an import. esbuild also replaces constants in copies. */
const leastShared = 1000;
/** Modules of the editor that features import from `extension.cjs`, which is always loaded. */
const featureModules = allModules.filter((module) => {
  const files = filesWith(module);
  return isEditor(module) && files.includes('extension') && files.some((file) => file in lazyFeatures);
});
/** Modules of the editor that several features import and activation does not use, in `features.cjs`. */
const sharedFeatureModules = allModules.filter((module) => {
  const files = filesWith(module);
  const isLarge = bytesOf.get(module) >= leastShared;
  return isEditor(module) && isLarge && !files.includes('extension') && files.length > 1;
});
/**
 * Large modules that activation does not use. `extension.cjs` has its own copies of the library, except of these: it
 * loads them with `common.cjs` on first use, so that activation reads 38 kB (compressed) instead of 53 (activation.kB
 * in the bench).
 */
const lateModules = [
  'kapture/bulk/tables/textEncoding',
  'kapture/catalogue/customer/array/add',
  'kapture/catalogue/customer/array/arrayFields',
  'kapture/catalogue/customer/array/update',
  'kapture/catalogue/customer/customerFields',
  'kapture/catalogue/customer/customerRecord',
  'kapture/catalogue/customer/enquiry',
  'kapture/catalogue/customer/nested/add',
  'kapture/catalogue/customer/nested/pull',
  'kapture/catalogue/customer/nested/update',
  'kapture/catalogue/customer/object2016/add',
  'kapture/catalogue/customer/object2016/update',
  'kapture/catalogue/failures',
  'kapture/catalogue/misspelledFields',
  'kapture/catalogue/requestRules',
  'kapture/catalogue/ticket/ticketFields',
  'kapture/catalogue/uncertainId',
  'kapture/catalogue/writeAct',
  'kapture/commandLines/exchangeHeads',
  'kapture/commandLines/requestHead',
  'kapture/connection/authKey',
  'kapture/connection/extraHeaders',
  'kapture/connection/pinnedConnection',
  'kapture/connection/readDialects',
  'kapture/connection/recordUrl',
  'kapture/dates/calendar',
  'kapture/dialects/otherDialect',
  'kapture/exchange/otherRecord',
  'kapture/exchange/readToSend',
  'kapture/exchange/requestBody',
  'kapture/exchange/requestPlaces',
  'kapture/exchange/targetHeaders',
  'kapture/http/kaptureError',
  'kapture/json/formatLoose',
  'kapture/json/looseJson',
  'kapture/json/pathAt',
  'kapture/json/spans',
  'kapture/json/tokens',
  'kapture/namedRequests/readNamedRequests',
  'kapture/records/customer',
  'kapture/records/recordColumns',
  'kapture/redaction/redact',
  'kapture/responses/readResponse',
  'kapture/variables/askVariable',
  'kapture/variables/builtInVariables',
  'kapture/variables/environment',
  'kapture/variables/secretVariables',
  'kapture/variables/unclosedVariables',
  'kapture/variables/variables',
  'kapture/variables/writtenValueAt',
  'sandbox/faults',
].map((name) => resolve(`src/${name}.ts`));
const unknownModules = lateModules.filter((module) => !allModules.includes(module));
if (unknownModules.length) throw new Error(`lateModules has unknown modules: ${unknownModules.join(', ')}`);
lateModules.push(...allModules.filter((module) => module.includes('jsonc-parser')));

/**
 * Other modules that several files need. The command line does not count: otherwise the test runner and the import
 * would be in a file that every feature loads.
 */
const sharedModules = allModules.filter((module) => {
  const files = filesWith(module).filter((file) => !(file in programs) && !(file in commandLineFiles));
  const isShared = !isEditor(module) && bytesOf.get(module) >= leastShared && files.length > 1;
  return isShared || lateModules.includes(module);
});
/** Of these, what only workers need, in `workers.cjs`. It loads SQLite, which takes time and memory. */
const workerModules = sharedModules.filter(
  (module) =>
    !filesWith(module).some((file) => file === 'extension' || (file in lazyFolders && !(file in commandLineFiles))),
);
/** The rest of them, in `common.cjs`. */
const commonModules = sharedModules.filter((module) => !workerModules.includes(module));

const isImportedByOthers = (module, modules) =>
  [...(importers.get(module) ?? [])].some((importer) => !modules.includes(importer));

const exportName = (module) => relative('src', module).replaceAll('\\', '/');

/**
 * A file that exports modules under their paths, as far as modules outside of it import them or have copies that do,
 * after the code in `first`.
 */
const moduleFile = (name, modules, first = '') => ({
  outdir: undefined,
  outExtension: undefined,
  outfile: `dist/${name}.cjs`,
  stdin: {
    contents: [
      first,
      ...modules
        .filter((module) => lateModules.includes(module) || isImportedByOthers(module, modules))
        .map((module) => `export * as '${exportName(module)}' from ${JSON.stringify(module)};`),
    ].join('\n'),
    resolveDir: '.',
  },
});

/** The names that shared modules export. */
const { metafile: sharedMetafile } = await build({
  entryPoints: [...sharedModules, ...featureModules, ...sharedFeatureModules],
  format: 'esm',
  outdir: 'dist',
  write: false,
  metafile: true,
});
const exportsOf = new Map(
  Object.values(sharedMetafile.outputs).map((output) => [resolve(output.entryPoint), output.exports]),
);

/**
 * Makes a bundle require modules from another file of dist instead of containing them. Each export is read once:
 * esbuild would read it again at every use, which takes longer than the rest of a loop over bytes.
 */
const importFrom = (file, modules, contents = namedExports) => ({
  name: `import-from-${file}`,
  setup({ onResolve, onLoad, resolve: resolveImport }) {
    const namespace = `in-${file}`;
    onResolve({ filter: /^\.{1,2}\/|^[a-z]/ }, async ({ path, pluginData, ...importing }) => {
      if (pluginData === importFrom || importing.kind !== 'import-statement') return undefined;
      const { path: module } = await resolveImport(path, { ...importing, pluginData: importFrom });
      return modules.includes(module) ? { path: module, namespace, sideEffects: false } : undefined;
    });
    onResolve({ filter: /\.cjs$/, namespace }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /.*/, namespace }, ({ path }) => ({
      contents: contents(`require('./${file}.cjs')['${exportName(path)}']`, exportsOf.get(path)),
    }));
  },
});

/**
 * Like `importFrom`, but the file is loaded when one of its exports is first used. The exports are looked up through a
 * prototype, because esbuild copies own properties for every importing module, which took 0.4 ms of the activation.
 */
const importLazily = (file, modules) =>
  importFrom(
    file,
    modules,
    (exported) => `let all;
    const load = (_, name) => (all ??= ${exported})[name];
    module.exports = Object.create(new Proxy({}, { get: load }));`,
  );

const importShared = [importFrom('common', commonModules), importFrom('workers', workerModules)];
const hostPlugins = [lazyImports(), namedVscode];

const bundles = [
  {
    ...common,
    ...moduleFile('extension', featureModules, `export { activate, deactivate } from './src/extension.ts';`),
    plugins: [...hostPlugins, importLazily('common', lateModules)],
  },
  {
    ...common,
    ...moduleFile('features', sharedFeatureModules),
    plugins: [...hostPlugins, ...importShared, importFrom('extension', featureModules)],
  },
  {
    ...common,
    entryPoints: lazyFeatures,
    plugins: [
      ...hostPlugins,
      ...importShared,
      importFrom('extension', featureModules),
      importFrom('features', sharedFeatureModules),
    ],
  },
  // Built without `vscode`, so that importing it anywhere in these files fails the build.
  { ...common, ...moduleFile('common', commonModules) },
  { ...common, ...moduleFile('workers', workerModules), plugins: [importFrom('common', commonModules)] },
  {
    ...common,
    entryPoints: { ...lazyLibraries, ...workers },
    plugins: importShared,
  },
  { ...common, entryPoints: patternWorker },
  // The pages in webviews: a script and a style sheet for each.
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
      { in: 'src/editor/bulk/webview/main.ts', out: 'plan-page' },
      { in: 'src/editor/bulk/webview/page.css', out: 'plan-page' },
    ],
  },
  // The command line. It loads large modules from the other files in dist.
  {
    ...common,
    entryPoints: { ...programs, ...commandLineFiles },
    plugins: [lazyImports(), ...importShared],
    define: { 'import.meta.url': 'fileUrl' },
    banner: { js: "const fileUrl = require('node:url').pathToFileURL(__filename).href;" },
  },
];

// The names of files follow the folders, so that an earlier build may have left others.
await rm('dist', { recursive: true, force: true });
await mkdir('dist/schemas', { recursive: true });
await writeFile('dist/schemas/env.schema.json', JSON.stringify(environmentSchema));
await writeFile('dist/schemas/import.schema.json', JSON.stringify(mappingFileSchema()));
await writeFile('dist/schemas/test.schema.json', JSON.stringify(testFileSchema()));

if (process.argv.includes('--watch')) {
  for (const options of bundles) await (await context({ ...options, logLevel: 'info' })).watch();
} else {
  const built = await Promise.all(bundles.map((options) => build({ ...options, metafile: true })));
  await writeFile('dist/ThirdPartyNotices.txt', await thirdPartyNotices(built.map(({ metafile }) => metafile)));
}
