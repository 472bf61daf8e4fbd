import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot, runFolder } from '../vscode/cacheFolder.ts';
import { servedHost } from '../vscode/servedHost.ts';
import { withBigReply } from './bigPull.ts';
import { bundleInHost } from './bundleInHost.ts';
import type { LongReplyReport } from './longReplyInHost.ts';

let report: Promise<LongReplyReport> | undefined;

/** Has `longReplyInHost.ts` get replies of about 10 and 50 MB (named so) in a served VS Code. Done once for all figures of a run. */
export function longReplies(): Promise<LongReplyReport> {
  report ??= runHost();
  return report;
}

async function runHost(): Promise<LongReplyReport> {
  const run = await runFolder('bench-long-replies');
  const workspace = path.join(run, 'workspace');
  await mkdir(workspace);
  const extensionTestsPath = await bundleInHost('longReplyInHost', run);
  const host = await servedHost('figures of other hosts would not compare');
  const reportFile = path.join(run, 'report.json');
  const code = await withBigReply((small) => withBigReply((large) => host.runTests({
    extensionDevelopmentPath: repositoryRoot, extensionTestsPath, workspace, dataDir: path.join(run, 'data'),
    env: { KAPTURE_BENCH_REPORT: reportFile, KAPTURE_BENCH_URLS: JSON.stringify({ '10 MB': small, '50 MB': large }) },
  }), 22_000), 4_400);
  if (code !== 0) throw new Error('The measuring in the extension host failed; what it said stands above.');
  return JSON.parse(await readFile(reportFile, 'utf8')) as LongReplyReport;
}
