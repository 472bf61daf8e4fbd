import { format, inspect } from 'node:util';
import imported from 'mocha';
import { testLineMark, testsEndedMark } from '../vscode/host.ts';
import { sourcePositions } from './sourcePositions.ts';

/** `require('mocha')` returns the module before Node 23, and its default export since then. */
const Mocha = (imported as { default?: typeof imported }).default ?? imported;

/**
 * Runs the test files in `KAPTURE_TEST_FILES`, in the extension host. `files` loads each by its name. Rejects if a test
 * fails, which VS Code turns into its exit code. `run.ts` bundles this with the test files into `bundle`, because an
 * extension host cannot load TypeScript.
 */
export async function run(files: Readonly<Record<string, () => void>>, bundle: string): Promise<void> {
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
    for (const file of process.env['KAPTURE_TEST_FILES']?.split(',') ?? []) files[file]!();
    if (mocha.suite.total() === 0) throw new Error('No test was found.');
    const failures = await new Promise<number>((resolve) => mocha.run(resolve));
    if (failures > 0) throw new Error(`${failures} of ${mocha.suite.total()} tests failed.`);
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
