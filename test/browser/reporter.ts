import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import Mocha from 'mocha';
import type { FailedTests } from '../vscode/unstable.ts';

/** Mocha's `spec` reporter, which also writes the failed tests and their files into `KAPTURE_TEST_FAILURES`. */
export default class Reporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const failed: FailedTests = { titles: [], again: [] };
    runner.on('fail', (test) => {
      failed.titles.push(test.fullTitle());
      failed.again.push(relative('', test.file ?? test.parent?.file ?? ''));
    });
    const failuresFile = process.env['KAPTURE_TEST_FAILURES'];
    runner.once('end', () => {
      if (failed.titles.length && failuresFile) writeFileSync(failuresFile, JSON.stringify(failed));
    });
  }
}
