import type { Theme } from './harness.ts';

/**
 * Everything visible is looked at in two themes and two widths, before a release. Any other run takes its pictures in
 * the theme of the first look, with which VS Code starts.
 */
export const takesAllLooks = process.env['KAPTURE_TEST_LOOKS'] === 'all';

export type Look = readonly [theme: Theme, width: number];

/** The themes and widths in pixels of pictures. */
export const looks: readonly [Look, ...Look[]] = takesAllLooks
  ? [
      ['Light Modern', 1440],
      ['Light Modern', 1280],
      ['Dark Modern', 1440],
      ['Dark Modern', 1280],
    ]
  : [['Dark Modern', 1280]];

/** Each theme and each width once, for tests that take their pictures during an action. */
export const lookPairs: readonly Look[] = takesAllLooks
  ? [
      ['Light Modern', 1440],
      ['Dark Modern', 1280],
    ]
  : [['Dark Modern', 1280]];
