import { readFile } from 'node:fs/promises';

/** Failed tests of a run, which the process that runs the tests writes into a file as JSON. */
export interface FailedTests {
  titles: string[];
  /** What to run again for each: the title of its suite, or its file; empty if that is unknown. */
  again: string[];
}

/**
 * If tests of more suites or files fail, chance is not the reason. In one, a failed test often fails those after it.
 */
const maxUnstable = 3;

/**
 * Runs tests, and those that failed a second time in a new VS Code. A test that passes then depends on something that
 * it does not wait for: it is listed as unstable, so that its cause is found, but does not fail the run. `runTests`
 * gets what to run again, writes the failed tests into the file, and resolves with an exit code.
 */
export async function withUnstable(
  failuresFile: string,
  runTests: (again: readonly string[] | undefined) => Promise<number>,
): Promise<number> {
  const code = await runTests(undefined);
  if (code === 0) return 0;
  const failed = await readFailed(failuresFile);
  const again = [...new Set(failed?.again)];
  if (!failed || again.length > maxUnstable || again.includes('')) return code;
  console.error(`Running again in a new VS Code: ${again.join(', ')}`);
  const secondCode = await runTests(again);
  if (secondCode === 0)
    console.error(`Unstable, passed when run again:\n${failed.titles.map((title) => `  ${title}`).join('\n')}`);
  return secondCode;
}

/** A pattern for Mocha's `grep` that finds the tests whose full titles start with one of some titles. */
export function startsWithOneOf(titles: readonly string[]): string {
  return `^(?:${titles.map((title) => title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`;
}

async function readFailed(file: string): Promise<FailedTests | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as FailedTests;
  } catch {
    // The tests did not get as far as a result.
    return undefined;
  }
}
