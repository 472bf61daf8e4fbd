import { glob, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { rolldown } from 'rolldown';
import { cacheFolder, repositoryRoot, runFolder } from '../vscode/cacheFolder.ts';
import { desktopHost } from '../vscode/desktop.ts';
import type { VscodeHost } from '../vscode/host.ts';
import { stopOwned } from '../vscode/ownedProcess.ts';
import { servedHost } from '../vscode/served.ts';

/** The tests for each kind of workspace. `KAPTURE_TEST_WORKSPACE` runs one kind only. */
const kinds = {
  folder: '*.test.ts',
  none: 'noFolder/*.test.ts',
} as const;
type Kind = keyof typeof kinds;

const tests = path.join(repositoryRoot, 'test', 'host');
const only = process.env['KAPTURE_TEST_WORKSPACE'];

/**
 * Runs test/host/**\/*.test.ts in extension hosts of VS Code, and exits with 1 if a test fails. Two hosts run side by
 * side: the tests that open a folder are divided between them.
 */
try {
  const host = process.env['KAPTURE_TEST_HOST'] === 'desktop' ? await desktopHost() : await servedHost();
  console.log(`Host: ${host.name}`);
  const bundle = await bundleTests();
  const [one, other] = await halves(await filesOf('folder'));
  // A run of a few tests needs only one host.
  const isNarrow = process.env['KAPTURE_TEST_GREP'] !== undefined;
  const lanes: readonly (readonly [Kind, readonly string[]])[][] = [
    [['folder', isNarrow ? [...one, ...other].sort() : one]],
    [
      ['folder', isNarrow ? [] : other],
      ['none', await filesOf('none')],
    ],
  ];
  const codes = await Promise.all(
    lanes.map(async (runs, lane) => {
      const codes: number[] = [];
      for (const [kind, files] of runs)
        if (files.length && (only === undefined || only === kind))
          codes.push(await runTests(host, kind, files, bundle, `${lane + 1}│`));
      return codes;
    }),
  );
  if (codes.flat().some((code) => code !== 0)) {
    console.error('The host tests failed.');
    process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await stopOwned();
}

async function runTests(
  host: VscodeHost,
  kind: Kind,
  files: readonly string[],
  extensionTestsPath: string,
  label: string,
): Promise<number> {
  const run = await runFolder('host');
  const folder = path.join(run, 'workspace');
  await mkdir(folder);
  return host.runTests({
    extensionDevelopmentPath: repositoryRoot,
    extensionTestsPath,
    workspace: { folder, none: undefined }[kind],
    dataDir: path.join(run, 'data'),
    env: { KAPTURE_TEST_COLOR: process.stdout.isTTY ? '1' : '0', KAPTURE_TEST_FILES: files.join() },
    label,
  });
}

async function filesOf(kind: Kind): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob(kinds[kind], { cwd: tests })) files.push(file.replaceAll('\\', '/'));
  return files.sort();
}

/**
 * Divides test files into two parts of about the same size, which predicts how long they take. In each, they run in the
 * order of their names.
 */
async function halves(files: readonly string[]): Promise<[string[], string[]]> {
  const sizes = await Promise.all(
    files.map(async (file) => ({ file, size: (await stat(path.join(tests, file))).size })),
  );
  const parts: [string[], string[]] = [[], []];
  const sums: [number, number] = [0, 0];
  for (const { file, size } of sizes.sort((a, b) => b.size - a.size)) {
    const smaller = sums[0] <= sums[1] ? 0 : 1;
    parts[smaller].push(file);
    sums[smaller] += size;
  }
  return [parts[0].sort(), parts[1].sort()];
}

/**
 * Bundles the tests into one CommonJS module and returns its path, because an extension host cannot load TypeScript. A
 * host runs the files in `KAPTURE_TEST_FILES`.
 */
async function bundleTests(): Promise<string> {
  const file = path.join(cacheFolder, 'host-tests', 'tests.cjs');
  const all = (await Promise.all((Object.keys(kinds) as Kind[]).map(filesOf))).flat();
  const entry = `import { run as runAll } from './index.ts';
    const files = { ${all.map((name) => `'${name}': () => require('./${name}')`).join()} };
    export const run = () => runAll(files, __filename);`;
  await using bundle = await rolldown({
    input: 'tests',
    plugins: [
      {
        name: 'tests',
        resolveId: (id) => (id === 'tests' ? path.join(tests, 'all.ts') : null),
        load: (id) => (id === path.join(tests, 'all.ts') ? entry : null),
      },
    ],
    platform: 'node',
    external: ['vscode', 'mocha'],
    resolve: { mainFields: ['module', 'main'] },
    transform: { target: 'node22' },
  });
  await bundle.write({ file, format: 'cjs', sourcemap: true, codeSplitting: false });
  return file;
}
