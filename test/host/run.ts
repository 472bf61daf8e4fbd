import { glob, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { cacheFolder, repositoryRoot, runFolder } from '../vscode/cacheFolder.ts';
import { chooseHost } from '../vscode/chooseHost.ts';
import { stopOwned } from '../vscode/ownedProcess.ts';

/** Runs test/host/**\/*.test.ts in the extension host of a VS Code and ends with its exit code. */
try {
  const extensionTestsPath = await bundleTests();
  const run = await runFolder('host');
  const workspace = path.join(run, 'workspace');
  await mkdir(workspace);
  const host = await chooseHost();
  process.exitCode = await host.runTests({
    extensionDevelopmentPath: repositoryRoot,
    extensionTestsPath,
    workspace,
    dataDir: path.join(run, 'data'),
    env: { KAPTURE_TEST_COLOR: process.stdout.isTTY ? '1' : '0' },
  });
  if (process.exitCode !== 0) {
    console.error(`The host tests failed (exit code ${process.exitCode}).`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await stopOwned();
}

/** Bundles the tests into one CommonJS module and returns its file: an extension host loads no TypeScript. */
async function bundleTests(): Promise<string> {
  const tests = path.join(repositoryRoot, 'test', 'host');
  const outfile = path.join(cacheFolder, 'host-tests', 'index.cjs');
  const requires: string[] = [];
  for await (const file of glob('**/*.test.ts', { cwd: tests })) {
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
  });
  return outfile;
}
