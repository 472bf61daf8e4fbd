import type { Theme } from './harness.ts';

/**
 * Whether pictures are taken in two themes and two widths, as before a release. Otherwise, they are taken only in the
 * theme of the first look, with which VS Code starts.
 */
export const takesAllLooks = process.env['KAPTURE_TEST_LOOKS'] === 'all';

export type Look = readonly [theme: Theme, width: number];

/** The themes of pictures, with the widths in pixels. */
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
