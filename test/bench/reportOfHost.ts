import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot, runFolder } from '../vscode/cacheFolder.ts';
import type { HostRun } from '../vscode/host.ts';
import { servedHost } from '../vscode/served.ts';
import { bundled } from './processes.ts';

/**
 * Runs a module of this folder in a served VS Code with the build, and returns its report. Always the served one: it is
 * available on every machine, so figures are comparable.
 */
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
      extensionTestsPath: await bundled(`${module}.ts`, run),
      workspace,
      dataDir: path.join(run, 'data'),
      env,
    },
    path.join(run, 'report.json'),
  );
}

/** Starts an extension host once, and returns the report that it wrote to a file. */
export async function runForReport<Report>(run: HostRun, file: string): Promise<Report> {
  const host = await servedHost();
  const code = await host.runTests({ ...run, env: { ...run.env, KAPTURE_BENCH_REPORT: file } });
  if (code !== 0) throw new Error('The measurement in the extension host failed. Its output is above.');
  return JSON.parse(await readFile(file, 'utf8')) as Report;
}
