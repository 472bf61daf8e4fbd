import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot, runFolder } from '../vscode/cacheFolder.ts';
import { servedHost } from '../vscode/servedHost.ts';
import { withBigReply } from './bigPull.ts';
import type { BigPullReport } from './bigPullInHost.ts';
import { bundleInHost } from './bundleInHost.ts';

let report: Promise<BigPullReport> | undefined;

/** Has `bigPullInHost.ts` pull 100,000 records in a served VS Code with what was built. Done once for all figures of a run. */
export function bigPullsInHost(): Promise<BigPullReport> {
  report ??= runHost();
  return report;
}

async function runHost(): Promise<BigPullReport> {
  const run = await runFolder('bench-big-pulls-in-host');
  const workspace = path.join(run, 'workspace');
  await mkdir(workspace);
  const extensionTestsPath = await bundleInHost('bigPullInHost', run);
  const host = await servedHost('figures of other hosts would not compare');
  const reportFile = path.join(run, 'report.json');
  const code = await withBigReply((url) => host.runTests({
    extensionDevelopmentPath: repositoryRoot, extensionTestsPath, workspace, dataDir: path.join(run, 'data'),
    env: { KAPTURE_BENCH_REPORT: reportFile, KAPTURE_BENCH_URL: url },
  }));
  if (code !== 0) throw new Error('The measuring in the extension host failed; what it said stands above.');
  return JSON.parse(await readFile(reportFile, 'utf8')) as BigPullReport;
}
