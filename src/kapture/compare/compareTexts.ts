import { ignoredPaths } from '../json/ignoredPaths.ts';
import { canonicalTree } from './canonicalTree.ts';
import { countDifferences } from './countDifferences.ts';
import { formatTree } from './formatTree.ts';
import { readTree } from '../json/jsonTree.ts';

/** Two texts, written so that only their differences show. */
export interface Comparison {
  readonly left: string;
  readonly right: string;
  /** The number of fields that differ; undefined if the texts differ and one of them is not JSON. */
  readonly differing: number | undefined;
  /** How many of them are properties that only the right text has. */
  readonly added: number;
  /** The number of fields that were omitted, in either text. */
  readonly ignored: number;
}

/**
 * Compares two responses or records. JSON is formatted with sorted keys and without the values at the JSON pointers in
 * `ignore`, in which `*` stands for any key or index. If one of them is not JSON, both are compared as they are.
 */
export function compareTexts(left: string, right: string, ignore: readonly string[]): Comparison {
  const [ours, theirs] = [readTree(left), readTree(right)];
  if (!ours || !theirs) {
    const [one, other] = [withLineFeeds(left), withLineFeeds(right)];
    return { left: one, right: other, differing: one === other ? 0 : undefined, added: 0, ignored: 0 };
  }
  const omitted = new Set<string>();
  const paths = ignoredPaths(ignore);
  const [one, other] = [canonicalTree(ours, paths, omitted), canonicalTree(theirs, paths, omitted)];
  return {
    left: formatTree(one),
    right: formatTree(other),
    ...countDifferences(one, other),
    ignored: omitted.size,
  };
}

function withLineFeeds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
