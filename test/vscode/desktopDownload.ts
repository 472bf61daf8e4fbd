import path from 'node:path';
import { cacheFolder, repositoryRoot } from './cacheFolder.ts';
import { deferred } from './deferred.ts';
import { startOwned } from './ownedProcess.ts';

const firstSignMs = 8_000;
const wholeMs = 4 * 60_000;
/** A download that has not come this far by then would keep everybody waiting for minutes. */
const wantedShareAtFirstSign = 0.03;

/**
 * The program of a desktop VS Code that `@vscode/test-electron` has or fetches now, or a sentence why there is none.
 * `KAPTURE_VSCODE_VERSION` asks for another than the newest. Gives up within about 10 s where the download is refused, unanswered or crawling.
 *
 * The download runs in a process of its own, since test-electron tries again for minutes and cannot be told to stop.
 */
export async function downloadDesktopVscode(): Promise<{ executable: string } | { failure: string }> {
  const version = process.env['KAPTURE_VSCODE_VERSION'];
  const script = `
    import { downloadAndUnzipVSCode } from '@vscode/test-electron';
    const say = (report) => console.log(JSON.stringify(report));
    say({ executable: await downloadAndUnzipVSCode({
      ${version ? `version: ${JSON.stringify(version)},` : ''}
      cachePath: ${JSON.stringify(cacheFolder)},
      extensionDevelopmentPath: ${JSON.stringify(repositoryRoot)},
      reporter: { report: ({ stage, bytesSoFar, totalBytes, error }) => say({ stage, share: bytesSoFar / totalBytes, error: error?.message }), error() {} },
    }) });`;
  const download = await startOwned(process.execPath, ['--input-type=module', '-e', script], {
    cwd: path.dirname(cacheFolder),
  });
  const outcome = deferred<{ executable: string } | { failure: string }>();
  let share = 0;
  download.onLine((line, from) => {
    const report = from === 'stdout' && line.startsWith('{') ? (JSON.parse(line) as Report) : {};
    share = report.stage === 'extractingSynchonrously' ? 1 : (report.share ?? share);
    if (report.executable) {
      outcome.resolve({ executable: report.executable });
    } else if (report.stage === 'retrying') {
      outcome.resolve({ failure: `its download failed (${report.error ?? 'no reason given'})` });
    }
  });
  void download.ended.then(() =>
    outcome.resolve({
      failure: `its download failed (${
        download
          .recentLines()
          .find((line) => /Error|ENOTFOUND|ECONNREFUSED/.test(line))
          ?.trim() ?? 'no reason given'
      })`,
    }),
  );
  const first = setTimeout(() => {
    if (share < wantedShareAtFirstSign) {
      outcome.resolve({ failure: `its download had brought next to nothing after ${firstSignMs / 1000} s` });
    }
  }, firstSignMs);
  const whole = setTimeout(
    () => outcome.resolve({ failure: `its download took more than ${wholeMs / 60_000} minutes` }),
    wholeMs,
  );
  try {
    return await outcome.promise;
  } finally {
    clearTimeout(first);
    clearTimeout(whole);
    await download.stop();
  }
}

interface Report {
  stage?: string;
  share?: number;
  error?: string;
  executable?: string;
}
