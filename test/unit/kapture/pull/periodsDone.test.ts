import assert from 'node:assert/strict';
import { periodsOf, halvesOf } from '../../../../src/kapture/pull/periods.ts';
import { PeriodsDone } from '../../../../src/kapture/pull/periodsDone.ts';

describe('PeriodsDone', () => {
  const days = periodsOf({ start: '2021-03-01', end: '2021-03-05' }, 24);

  it('each period in turn → one more done', () => {
    const periods = new PeriodsDone(days);
    const counts = days.map((period) => (periods.add(period), periods.done));
    assert.deepEqual([counts, periods.total], [[1, 2, 3, 4, 5], 5]);
  });

  it('a period that covers several → all of them are done', () => {
    const periods = new PeriodsDone(days);
    periods.add({ start: '2021-03-02', end: '2021-03-04' });
    assert.equal(periods.done, 3);
  });

  it('both halves of a period → it is done after the second', () => {
    const periods = new PeriodsDone(days);
    const counts = halvesOf(days[0]!)!.map((half) => (periods.add(half), periods.done));
    assert.deepEqual(counts, [0, 1]);
  });
});
