import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { repositoryRoot, runFolder } from '../vscode/cacheFolder.ts';
import { withUnstable } from '../vscode/unstable.ts';

/** Runs test/browser/**\/*.test.ts, or the files of the command line, with Mocha, and exits with its exit code. */
const failures = path.join(await runFolder('browser'), 'failures.json');
const files = process.argv.length > 2 ? process.argv.slice(2) : ['test/browser/**/*.test.ts'];
process.exitCode = await withUnstable(failures, async (again = files) => {
  const mocha = spawn(
    process.execPath,
    ['node_modules/mocha/bin/mocha.js', '--reporter', 'test/browser/reporter.ts', ...again],
    { cwd: repositoryRoot, stdio: 'inherit', env: { ...process.env, KAPTURE_TEST_FAILURES: failures } },
  );
  // Mocha ends the browser and VS Code. Ctrl+C reaches it without this process.
  process.once('SIGINT', () => undefined).once('SIGTERM', () => mocha.kill());
  const [code] = (await once(mocha, 'exit')) as [number | null];
  return code ?? 1;
});
