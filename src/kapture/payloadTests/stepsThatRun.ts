import { readTestFile } from './readTestFile.ts';
import type { TestStep } from './testCase.ts';

/** The steps of a test file. A case with a problem, and a file with one, does not run. */
export function stepsThatRun(text: string): readonly TestStep[] {
  const { cases, problems } = readTestFile(text);
  return problems.length ? [] : cases.filter((one) => !one.problems.length).flatMap(({ steps }) => steps);
}
