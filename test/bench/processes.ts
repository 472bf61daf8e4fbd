import type { ListModule } from '../../src/kapture/catalogue/operation.ts';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { SpawnOptions } from 'node:child_process';
import { rolldown } from 'rolldown';
import { repositoryRoot, runFolder } from '../vscode/cacheFolder.ts';
import { startOwned } from '../vscode/ownedProcess.ts';
import { once } from './figure.ts';
import type * as library from './library.ts';

/**
 * Bundles a module for an extension host, which cannot load TypeScript, or to measure it as the package has it. Returns
 * the path of the bundle.
 */
export async function bundled(module: string, folder: string): Promise<string> {
  const file = path.join(folder, `${path.basename(module, '.ts')}.cjs`);
  await using bundle = await rolldown({
    input: path.resolve(import.meta.dirname, module),
    platform: 'node',
    external: ['vscode'],
    resolve: { mainFields: ['module', 'main'] },
    transform: { target: 'node22' },
  });
  await bundle.write({ file, format: 'cjs', minify: true, codeSplitting: false });
  return file;
}

export const libraryFile = once(async () => bundled('library.ts', await runFolder('bench-library')));

export async function loadLibrary(): Promise<typeof library> {
  return createRequire(import.meta.url)(await libraryFile()) as typeof library;
}

/** Packages dist/ as for the tests, in a separate file. Returns the path of the .vsix. */
export const ourVsix = once(async () => {
  const file = path.join(await runFolder('bench-vsix'), 'ours.vsix');
  // If an option is repeated, the last one counts.
  await runScript('package:test', ['--out', file]);
  return file;
});

/** Packages the extension in `folder` as `file`. */
export async function packaged(folder: string, file: string): Promise<string> {
  const vsce = path.join(repositoryRoot, 'node_modules', '@vscode/vsce/vsce');
  const args = ['package', '--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', file];
  await runToEnd(process.execPath, [vsce, ...args], { cwd: folder });
  return file;
}

/** Runs a script of package.json to its end. If it fails, throws its last output. */
function runScript(script: string, args: readonly string[]): Promise<void> {
  const all = ['run', '--silent', script, '--', ...args];
  // `npm run` sets the path of npm's program, which avoids looking for npm.cmd on Windows.
  const npm = process.env['npm_execpath'];
  return npm?.endsWith('.js')
    ? runToEnd(process.execPath, [npm, ...all], { cwd: repositoryRoot })
    : runToEnd('npm', all, { cwd: repositoryRoot, shell: process.platform === 'win32' });
}

async function runToEnd(command: string, args: readonly string[], options: SpawnOptions): Promise<void> {
  const running = await startOwned(command, args, options);
  const { code } = await running.ended;
  await running.stop();
  if (code !== 0)
    throw new Error(`${[command, ...args].join(' ')} ended with ${code}:\n${running.recentLines().join('\n')}`);
}

export interface SandboxProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/** The built sandbox in its own process, so that its work is not measured. */
export async function startSandboxProcess(customers?: number): Promise<SandboxProcess> {
  const sandbox = await startOwned(process.execPath, [
    path.join(repositoryRoot, 'dist', 'cli', 'kapture.mjs'),
    'sandbox',
    '--port',
    '0',
    ...(customers === undefined ? [] : ['--customers', String(customers)]),
  ]);
  const url = await new Promise<string>((resolve, reject) => {
    sandbox.onLine((line) => {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (found) resolve(found);
    });
    void sandbox.ended.then(() => reject(new Error(`The sandbox did not start:\n${sandbox.recentLines().join('\n')}`)));
  });
  return { url, stop: () => sandbox.stop() };
}

/**
 * Runs `work` with a server that responds with `records` records of a module. Its bytes are prepared in advance, so
 * that they cost no time later.
 */
export async function withBigResponse<Result>(
  records: number,
  module: ListModule,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const program = path.join(import.meta.dirname, 'bigResponse.ts');
  const server = await startOwned(process.execPath, [program, String(records), module]);
  try {
    return await work(await new Promise<string>((resolve) => server.onLine((line) => resolve(line))));
  } finally {
    await server.stop();
  }
}
