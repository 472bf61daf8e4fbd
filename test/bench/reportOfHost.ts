import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot, runFolder } from '../vscode/cacheFolder.ts';
import type { HostRun } from '../vscode/host.ts';
import { servedHost } from '../vscode/servedHost.ts';
import { bundleInHost } from './bundleInHost.ts';

/** Has a module of this folder measure in a served VS Code with what was built, and returns what it found. Always the served one: every machine can have it, and the figures compare. */
export async function reportOfHost<Report>(
  module: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Report> {
  const run = await runFolder(`bench-${module}`);
  const workspace = path.join(run, 'workspace');
  await mkdir(workspace);
  return runForReport<Report>(
    {
      extensionDevelopmentPath: repositoryRoot,
      extensionTestsPath: await bundleInHost(module, run),
      workspace,
      dataDir: path.join(run, 'data'),
      env,
    },
    path.join(run, 'report.json'),
  );
}

/** Starts an extension host once, and returns what it left in a file. */
export async function runForReport<Report>(run: HostRun, file: string): Promise<Report> {
  const host = await servedHost('figures of other hosts would not compare');
  const code = await host.runTests({ ...run, env: { ...run.env, KAPTURE_BENCH_REPORT: file } });
  if (code !== 0) throw new Error('The measuring in the extension host failed; what it said stands above.');
  return JSON.parse(await readFile(file, 'utf8')) as Report;
}
