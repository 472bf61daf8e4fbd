import path from 'node:path';
import { cacheFolder, repositoryRoot } from './cacheFolder.ts';
import { deferred } from './deferred.ts';
import { startOwned } from './ownedProcess.ts';

const firstCheckMs = 8_000;
const wholeMs = 4 * 60_000;
/** A download with less progress at that time would take minutes. */
const minimumShareAtFirstCheck = 0.03;

/**
 * The program of a desktop VS Code that `@vscode/test-electron` has or downloads now, or the reason why there is none.
 * `KAPTURE_VSCODE_VERSION` selects another version than the newest. Gives up within about 10 s if the download is
 * refused, does not respond or is very slow. The download runs in a separate process, because test-electron retries
 * for minutes and cannot be stopped.
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
    if (share < minimumShareAtFirstCheck) {
      outcome.resolve({ failure: `its download had hardly started after ${firstCheckMs / 1000} s` });
    }
  }, firstCheckMs);
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
