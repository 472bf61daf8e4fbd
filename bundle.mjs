// Builds dist/: `node bundle.mjs [--watch]`. Requires a Node that runs TypeScript (22.18 or newer).
// What is imported with `import()` becomes a separate file, which is loaded on first use.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { rolldown, watch } from 'rolldown';
import { configSchema } from './src/kapture/connection/configFile.ts';
import { environmentSchema } from './src/kapture/variables/environment.ts';
import { mappingFileSchema } from './src/kapture/bulk/mappings/mappingFileSchema.ts';
import { testFileSchema } from './src/kapture/payloadTests/testFileSchema.ts';
import { thirdPartyNotices } from './thirdPartyNotices.mjs';

const output = { dir: 'dist', minify: true, sourcemap: true, sourcemapExcludeSources: true };

/** A bundle for Node.js. What several of its files need is in one file: otherwise there would be hundreds. */
const nodeBundle = (input, { shared, ...outputOptions }) => ({
  input,
  platform: 'node',
  external: ['vscode'],
  resolve: { mainFields: ['module', 'main'] },
  transform: { target: 'node22' },
  output: {
    ...output,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name].mjs',
    codeSplitting: { groups: shared },
    ...outputOptions,
  },
});

/** The script of a page in a webview. */
const pageBundle = (name, main) => ({
  input: { [name]: main },
  platform: 'browser',
  transform: { target: 'chrome138' },
  output: { ...output, format: 'iife' },
});

const workers = {
  'history-worker': 'src/kapture/store/historyWorker.ts',
  'store-worker': 'src/kapture/store/storeWorker.ts',
  'export-worker': 'src/kapture/exports/exportWorker.ts',
  'query-worker': 'src/kapture/query/queryWorker.ts',
  'plan-worker': 'src/kapture/bulk/plans/planWorker.ts',
};
const pages = { 'insights-page': 'src/editor/insights/webview', 'plan-page': 'src/editor/bulk/webview' };

const packaged = [
  nodeBundle(
    { extension: 'src/extension.ts' },
    {
      shared: [
        { name: 'core', tags: ['$initial'] },
        { name: 'features', minShareCount: 2 },
      ],
    },
  ),
  nodeBundle(workers, { shared: [{ name: 'workers', minShareCount: 2 }] }),
  ...Object.entries(pages).map(([name, folder]) => pageBundle(name, `${folder}/main.ts`)),
];
const commandLine = nodeBundle(
  { kapture: 'src/cli/main.ts' },
  // `kapture --version` loads neither the library nor a command.
  {
    shared: [{ name: 'library', minShareCount: 2, test: (id) => !/[\\/]cli[\\/]version\.ts$/.test(id) }],
    dir: 'dist/cli',
  },
);

const schemas = {
  config: configSchema,
  env: environmentSchema,
  import: mappingFileSchema(),
  test: testFileSchema(),
};

/** A style sheet together with those that it imports. */
async function styleSheet(file) {
  const parts = (await readFile(file, 'utf8')).split(/^@import '(.+)';$/m);
  return (await Promise.all(parts.map((part, i) => (i % 2 ? styleSheet(resolve(dirname(file), part)) : part)))).join(
    '',
  );
}

await rm('dist', { recursive: true, force: true });
await mkdir('dist/schemas', { recursive: true });
for (const [name, schema] of Object.entries(schemas))
  await writeFile(`dist/schemas/${name}.schema.json`, JSON.stringify(schema));
for (const [name, folder] of Object.entries(pages))
  await writeFile(`dist/${name}.css`, await styleSheet(`${folder}/page.css`));

// The scripts of the command `completion`.
const completion = 'node_modules/@pnpm/tabtab/lib/templates';
await cp(completion, 'dist/cli/completion', { recursive: true });

if (process.argv.includes('--watch')) watch([...packaged, commandLine]);
else {
  const write = async ({ output, ...input }) => {
    await using bundle = await rolldown(input);
    return (await bundle.write(output)).output;
  };
  const writeNotices = async (folder, built, files = []) => {
    const modules = [...files, ...built.flatMap(({ moduleIds = [] }) => moduleIds)];
    await writeFile(`${folder}/ThirdPartyNotices.txt`, await thirdPartyNotices(modules));
  };
  await writeNotices('dist/cli', await write(commandLine), [completion]);
  await writeNotices('dist', (await Promise.all(packaged.map(write))).flat());
}
