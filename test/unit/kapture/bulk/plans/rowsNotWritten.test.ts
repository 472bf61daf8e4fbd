import assert from 'node:assert/strict';
import {
  canIncludeRows,
  rowsNotWrittenByRun,
  rowsNotWritten,
} from '../../../../../src/kapture/bulk/plans/rowsNotWritten.ts';
import { rowKinds, rowStates, type RowKind, type RowState } from '../../../../../src/kapture/bulk/plans/planRow.ts';
import type { PlanCounts } from '../../../../../src/kapture/bulk/plans/planCounts.ts';

function kindsOf(some: Partial<PlanCounts['kinds']>): PlanCounts['kinds'] {
  return { ...(Object.fromEntries(rowKinds.map((kind) => [kind, 0])) as Record<RowKind, number>), ...some };
}

function statesOf(some: Partial<PlanCounts['states']>): PlanCounts['states'] {
  return { ...(Object.fromEntries(rowStates.map((state) => [state, 0])) as Record<RowState, number>), ...some };
}

describe('rowsNotWritten', () => {
  it('invalid, duplicate and excluded rows → how many of each, and in total', () => {
    const kinds = kindsOf({ add: 10, update: 2, invalid: 8, duplicate: 1 });
    assert.deepEqual(rowsNotWritten({ kinds, included: { add: 9, update: 2 } }), {
      total: 10,
      excluded: 1,
      kinds: [
        { kind: 'invalid', count: 8 },
        { kind: 'duplicate', count: 1 },
      ],
      states: [],
    });
  });

  it('every row is written → none', () => {
    const counts = { kinds: kindsOf({ add: 3 }), included: { add: 3, update: 0 } };
    assert.deepEqual(rowsNotWritten(counts), { total: 0, excluded: 0, kinds: [], states: [] });
  });
});

describe('rowsNotWrittenByRun', () => {
  it('a run with rows in every state → all of them except those that are done, unknown or up to date', () => {
    const states = statesOf({
      ...{ done: 3, unknown: 1, sending: 1, failed: 4, conflict: 2, unchanged: 5, 'not-sent': 6 },
    });
    const counts = { kinds: kindsOf({ add: 23, invalid: 3 }), included: { add: 22, update: 0 }, states };
    assert.deepEqual(rowsNotWrittenByRun(counts), {
      // Of 26 rows, 5 are done or unknown, and 5 are up to date.
      total: 16,
      excluded: 1,
      kinds: [{ kind: 'invalid', count: 3 }],
      states: [
        { state: 'failed', count: 4 },
        { state: 'conflict', count: 2 },
        { state: 'not-sent', count: 6 },
      ],
    });
  });
});

describe('canIncludeRows', () => {
  const kinds = kindsOf({ add: 3, invalid: 4 });
  const cases: readonly (readonly [what: string, states: Partial<PlanCounts['states']>, can: boolean])[] = [
    ['nothing sent', { 'not-sent': 3 }, true],
    ['all sent', { done: 1, failed: 1, unknown: 1 }, false],
    ['all sent except an excluded one', { done: 2 }, true],
  ];
  for (const [what, states, can] of cases)
    it(`${what} → ${can}`, () => assert.equal(canIncludeRows({ kinds, states: statesOf(states) }), can));
});
