import assert from 'node:assert/strict';
import { settledCount } from '../../../../../src/kapture/bulk/progress/settledCount.ts';

describe('settledCount', () => {
  for (const [what, rows, count] of [
    ['rows of a plan', { done: 5 }, 5],
    ['rows of a run with every outcome', { done: 1, upToDate: 2, failed: 4, conflicts: 8, unknown: 16 }, 31],
  ] as const)
    it(`${what} → ${count}`, () => assert.equal(settledCount(rows), count));
});
