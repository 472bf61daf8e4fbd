import type { TestCase } from './testCase.ts';

/** Whether a case compares a response with a snapshot. */
export function hasSnapshot({ steps }: Pick<TestCase, 'steps'>): boolean {
  return steps.some(({ expectations }) => expectations.some(({ subject }) => subject === 'snapshot'));
}
