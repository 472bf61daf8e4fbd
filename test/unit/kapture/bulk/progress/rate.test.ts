import assert from 'node:assert/strict';
import { Rate } from '../../../../../src/kapture/bulk/progress/rate.ts';
import { mock } from 'node:test';

describe('Rate', () => {
  afterEach(() => mock.restoreAll());

  it('before the second step → no rate, and no time left', () => {
    const rate = new Rate();
    rate.step();
    assert.deepEqual([rate.perSecond, rate.secondsLeft(10)], [0, undefined]);
  });

  it('steps in a time → their number in it, and the time that others take at this rate', () => {
    let now = 0;
    mock.method(performance, 'now', () => now);
    const rate = new Rate();
    for (const time of [0, 5, 5, 10, 20]) {
      now = time;
      rate.step();
    }
    assert.deepEqual([rate.perSecond, rate.secondsLeft(10)], [200, 0.05]);
    // It falls while no step is done.
    now = 40;
    assert.deepEqual([rate.perSecond, rate.secondsLeft(10)], [100, 0.1]);
  });

  it('a pause between two steps → it does not count', () => {
    let now = 0;
    mock.method(performance, 'now', () => now);
    const rate = new Rate();
    rate.step();
    now = 10_500;
    rate.skip(10_000);
    rate.step();
    assert.deepEqual([rate.perSecond, rate.secondsLeft(10)], [2, 5]);
  });
});
