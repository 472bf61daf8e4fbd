import { glob, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { cacheFolder, repositoryRoot, runFolder } from '../vscode/cacheFolder.ts';
import { chooseHost } from '../vscode/chooseHost.ts';
import type { VscodeHost } from '../vscode/host.ts';
import { stopOwned } from '../vscode/ownedProcess.ts';
import { startsWithOneOf, withUnstable } from '../vscode/unstable.ts';
import { virtualWorkspace } from './virtual/address.ts';

/** The tests for each kind of workspace. `KAPTURE_TEST_WORKSPACE` runs one kind only. */
const kinds = {
  folder: '*.test.ts',
  virtual: 'virtual/*.test.ts',
  none: 'noFolder/*.test.ts',
} as const;
type Kind = keyof typeof kinds;

/** Runs test/host/**\/*.test.ts in the extension host of a VS Code and exits with its exit code. */
try {
  const host = await chooseHost();
  const only = process.env['KAPTURE_TEST_WORKSPACE'];
  for (const kind of Object.keys(kinds) as Kind[]) {
    const code = only === undefined || only === kind ? await runKind(kind, host) : 0;
    process.exitCode = Number(process.exitCode) || code;
  }
  if (process.exitCode !== 0) {
    console.error(`The host tests failed (exit code ${process.exitCode}).`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await stopOwned();
}

async function runKind(kind: Kind, host: VscodeHost): Promise<number> {
  const extensionTestsPath = await bundleTests(kind);
  const failures = path.join(await runFolder('host'), 'failures.json');
  return withUnstable(failures, async (again) => {
    const run = await runFolder('host');
    const folder = path.join(run, 'workspace');
    await mkdir(folder);
    return host.runTests({
      extensionDevelopmentPath: repositoryRoot,
      extensionTestsPath,
      workspace: { folder, virtual: virtualWorkspace, none: undefined }[kind],
      dataDir: path.join(run, 'data'),
      env: {
        KAPTURE_TEST_COLOR: process.stdout.isTTY ? '1' : '0',
        KAPTURE_TEST_FAILURES: failures,
        ...(again && { KAPTURE_TEST_GREP: startsWithOneOf(again) }),
      },
    });
  });
}

/**
 * Bundles the tests into one CommonJS module and returns its path, because an extension host cannot load TypeScript.
 */
async function bundleTests(kind: Kind): Promise<string> {
  const tests = path.join(repositoryRoot, 'test', 'host');
  const outfile = path.join(cacheFolder, 'host-tests', `${kind}.cjs`);
  const requires: string[] = [];
  for await (const file of glob(kinds[kind], { cwd: tests })) {
    requires.push(`require(${JSON.stringify(`./${file.replaceAll('\\', '/')}`)});`);
  }
  await build({
    stdin: {
      contents: `import { run as runAll } from './index.ts';
        export const run = () => runAll(() => { ${requires.sort().join(' ')} }, __filename);`,
      loader: 'ts',
      resolveDir: tests,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    mainFields: ['module', 'main'],
    sourcemap: true,
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
    // It is undefined in this format, so a file that uses it fails where it is bundled.
    logOverride: { 'empty-import-meta': 'error' },
  });
  return outfile;
}
