import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot, runFolder } from '../vscode/cacheFolder.ts';
import { servedHost } from '../vscode/servedHost.ts';
import { bundleInHost } from './bundleInHost.ts';
import type { FeatureReport } from './featuresInHost.ts';

let report: Promise<FeatureReport> | undefined;

/** Has `featuresInHost.ts` measure features in a served VS Code with what was built. Done once for all figures of a run. */
export function featureRun(): Promise<FeatureReport> {
  report ??= runHost();
  return report;
}

async function runHost(): Promise<FeatureReport> {
  const run = await runFolder('bench-features');
  const workspace = path.join(run, 'workspace');
  await mkdir(workspace);
  const extensionTestsPath = await bundleInHost('featuresInHost', run);
  const host = await servedHost('figures of other hosts would not compare');
  const reportFile = path.join(run, 'report.json');
  const code = await host.runTests({
    extensionDevelopmentPath: repositoryRoot, extensionTestsPath, workspace, dataDir: path.join(run, 'data'),
    env: { KAPTURE_BENCH_REPORT: reportFile },
  });
  if (code !== 0) throw new Error('The measuring in the extension host failed; what it said stands above.');
  return JSON.parse(await readFile(reportFile, 'utf8')) as FeatureReport;
}
