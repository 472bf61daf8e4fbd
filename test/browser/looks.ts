import type { Theme } from './harness.ts';

/** The themes and widths in pixels in which everything visible is looked at. */
export const looks: readonly (readonly [theme: Theme, width: number])[] = [
  ['Light Modern', 1440],
  ['Light Modern', 1280],
  ['Dark Modern', 1440],
  ['Dark Modern', 1280],
];

/** Each theme and each width once, for tests that take their pictures during an action. */
export const lookPairs: readonly (readonly [theme: Theme, width: number])[] = [
  ['Light Modern', 1440],
  ['Dark Modern', 1280],
];
