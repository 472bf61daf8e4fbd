import assert from 'node:assert/strict';
import { progressLine } from '../../../../src/cli/import/progressLine.ts';

describe('progressLine', () => {
  const run = { phase: 'writing', done: 10, upToDate: 0, failed: 0, unknown: 0, conflicts: 0, total: 400 } as const;
  for (const [progress, line] of [
    [
      { phase: 'reading', done: 1000, total: undefined, perSecond: 25_000.4, secondsLeft: undefined },
      'Reading: 1000, 25000 per second',
    ],
    [
      { phase: 'looking-up', done: 12, total: 400, perSecond: 3.21, secondsLeft: 120.9 },
      'Looking up: 12 of 400, 3.2 per second, 2 minutes left',
    ],
    [{ ...run, perSecond: 0, secondsLeft: undefined }, 'Writing: 10 of 400'],
    [
      { ...run, upToDate: 4, failed: 2, unknown: 1, conflicts: 3, perSecond: 10, secondsLeft: 38 },
      'Writing: 10 of 400, 4 already up to date, 2 failed, 3 in conflict, 1 unknown, 10 per second, 38 seconds left',
    ],
    [{ ...run, phase: 'responding', perSecond: 10, secondsLeft: 1 }, 'Waiting for a response: 10 of 400'],
    [{ ...run, perSecond: 1000, secondsLeft: 0.4 }, 'Writing: 10 of 400, 1000 per second, 1 second left'],
  ] as const)
    it(`${progress.phase} → ${line}`, () => assert.equal(progressLine(progress), line));
});
