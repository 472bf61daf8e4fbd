import assert from 'node:assert/strict';
import { canIncludeRows, rowsNotWritten } from '../../../../../src/kapture/bulk/results/rowsNotWritten.ts';
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
    });
  });

  it('every row is written → none', () => {
    const counts = { kinds: kindsOf({ add: 3 }), included: { add: 3, update: 0 } };
    assert.deepEqual(rowsNotWritten(counts), { total: 0, excluded: 0, kinds: [] });
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
