import { writeFileSync } from 'node:fs';
import { format, inspect } from 'node:util';
import imported from 'mocha';
import { testLineMark, testsEndedMark } from '../vscode/host.ts';
import type { FailedTests } from '../vscode/unstable.ts';
import { sourcePositions } from './sourcePositions.ts';

/** `require('mocha')` returns the module before Node 23, and its default export since then. */
const Mocha = (imported as { default?: typeof imported }).default ?? imported;

/**
 * Runs the tests that `loadTests` requires, in the extension host. Rejects if one fails, which VS Code turns into its
 * exit code. `run.ts` bundles this with the test files into `bundle`, because an extension host cannot load TypeScript.
 */
export async function run(loadTests: () => void, bundle: string): Promise<void> {
  const restore = markOutput(sourcePositions(bundle));
  try {
    const mocha = new Mocha({
      ui: 'bdd',
      reporter: 'spec',
      color: process.env['KAPTURE_TEST_COLOR'] === '1',
      timeout: 20_000,
    });
    const grep = process.env['KAPTURE_TEST_GREP'];
    if (grep) mocha.grep(new RegExp(grep));
    // Mocha would load test files by name. Ours are in the bundle, so its globals are set up here.
    mocha.suite.emit('pre-require', globalThis, '', mocha);
    loadTests();
    if (mocha.suite.total() === 0) {
      throw new Error('No test was found.');
    }
    const failed: FailedTests = { titles: [], again: [] };
    let ranTests = 0;
    const failures = await new Promise<number>((resolve) =>
      mocha
        .run(resolve)
        .on('test end', () => ranTests++)
        .on('fail', (test: Mocha.Test) => {
          failed.titles.push(test.fullTitle());
          const [suite = '', ...rest] = test.titlePath();
          // The tests of a suite may depend on each other. A hook of all suites has none, so nothing is run again.
          failed.again.push(rest.length ? suite : '');
        }),
    );
    if (ranTests === 0) throw new Error('No test has run.');
    const failuresFile = process.env['KAPTURE_TEST_FAILURES'];
    if (failures > 0 && failuresFile) writeFileSync(failuresFile, JSON.stringify(failed));
    if (failures > 0) {
      throw new Error(`${failures} of ${mocha.suite.total()} tests failed.`);
    }
  } catch (error) {
    console.log(error instanceof Error && / tests failed\.$/.test(error.message) ? error.message : inspect(error));
    throw error;
  } finally {
    restore();
    console.log(testsEndedMark);
  }
}

/** Marks each printed line, so that the process that started VS Code can tell test output from other output. */
function markOutput(rewrite: (text: string) => string): () => void {
  const reporterLog = Mocha.reporters.Base.consoleLog;
  const consoleLog = Object.getOwnPropertyDescriptor(console, 'log')!;
  const original = console.log;
  const marked = (...args: unknown[]) => {
    for (const line of rewrite(format(...args)).split('\n')) {
      original(testLineMark + line);
    }
  };
  // VS Code's own `console.log` is an accessor that ignores an assignment.
  Object.defineProperty(console, 'log', { configurable: true, writable: true, value: marked });
  Mocha.reporters.Base.consoleLog = marked;
  return () => {
    Object.defineProperty(console, 'log', consoleLog);
    Mocha.reporters.Base.consoleLog = reporterLog;
  };
}
