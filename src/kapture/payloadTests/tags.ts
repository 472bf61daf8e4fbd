import type { TestCase } from './testCase.ts';

export const tagPattern = /^[\w.-]+$/;

/** The tags of a run: a case needs one of `wanted`, if there are any, and none of `skipped`. */
export interface TagFilter {
  readonly wanted: readonly string[];
  readonly skipped: readonly string[];
}

/** Whether a run includes a case. A case whose tags cannot be read is included, so that its problem is reported. */
export function isSelected({ tags }: Pick<TestCase, 'tags'>, { wanted, skipped }: TagFilter): boolean {
  if (!tags) return true;
  const isWanted = !wanted.length || wanted.some((tag) => tags.includes(tag));
  return isWanted && !skipped.some((tag) => tags.includes(tag));
}
