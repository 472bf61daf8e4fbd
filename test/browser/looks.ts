import type { Theme } from './harness.ts';

/** Everything visible is looked at in two themes and two widths, before a release. Any other run takes one of them. */
const takesAll = process.env['KAPTURE_TEST_LOOKS'] === 'all';

/** The themes and widths in pixels of pictures. */
export const looks: readonly (readonly [theme: Theme, width: number])[] = takesAll
  ? [
      ['Light Modern', 1440],
      ['Light Modern', 1280],
      ['Dark Modern', 1440],
      ['Dark Modern', 1280],
    ]
  : [['Light Modern', 1280]];

/** Each theme and each width once, for tests that take their pictures during an action. */
export const lookPairs: readonly (readonly [theme: Theme, width: number])[] = takesAll
  ? [
      ['Light Modern', 1440],
      ['Dark Modern', 1280],
    ]
  : [['Dark Modern', 1280]];
