import assert from 'node:assert/strict';
import { Rate } from '../../../../../src/kapture/bulk/planning/rate.ts';

describe('Rate', () => {
  it('before the second step → no rate, and no time left', () => {
    const rate = new Rate();
    rate.step();
    assert.deepEqual([rate.perSecond, rate.secondsLeft(10)], [0, undefined]);
  });

  it('steps in a time → their number in it, and the time that others take at this rate', () => {
    const rate = new Rate();
    const start = performance.now();
    for (let step = 0; step < 5; step++) rate.step();
    while (performance.now() < start + 20);
    const fastest = rate.perSecond;
    const left = rate.secondsLeft(10)!;
    const slowest = rate.perSecond;
    // It falls while no step is done.
    assert.ok(10 / left <= fastest && 10 / left >= slowest);
    assert.ok(fastest > 0 && fastest <= 4 / 0.02, String(fastest));
  });
});
