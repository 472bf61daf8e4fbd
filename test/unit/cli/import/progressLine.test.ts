import assert from 'node:assert/strict';
import { progressLine } from '../../../../src/cli/import/progressLine.ts';

describe('progressLine', () => {
  const run = { phase: 'writing', done: 10, failed: 0, unknown: 1, conflicts: 1, total: 400 } as const;
  for (const [progress, line] of [
    [
      { phase: 'reading', done: 1000, total: undefined, perSecond: 25_000.4, secondsLeft: undefined },
      'Reading: 1000, 25000 per second',
    ],
    [
      { phase: 'looking-up', done: 12, total: 400, perSecond: 3.21, secondsLeft: 120.9 },
      'Looking up: 12 of 400, 3.2 per second, 2 minutes left',
    ],
    [{ ...run, perSecond: 0, secondsLeft: undefined }, 'Writing: 12 of 400'],
    [
      { ...run, failed: 2, perSecond: 10, secondsLeft: 38.6 },
      'Writing: 14 of 400, 2 failed, 10 per second, 39 seconds left',
    ],
    [{ ...run, perSecond: 1000, secondsLeft: 0.4 }, 'Writing: 12 of 400, 1000 per second, 1 second left'],
  ] as const)
    it(`${progress.phase} → ${line}`, () => assert.equal(progressLine(progress), line));
});
