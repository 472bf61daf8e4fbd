import assert from 'node:assert/strict';
import { learnInSteps, type LearningClock } from '../../../../src/editor/tenantFields/learnInSteps.ts';

/** A pull that is learned in steps of these durations, in milliseconds. */
class SteppedPull {
  readonly #durations: readonly number[];
  readonly pauses: number[] = [];
  #done = 0;
  #time = 0;

  constructor(durations: readonly number[]) {
    this.#durations = durations;
  }

  get done(): number {
    return this.#done;
  }

  readonly step = (): Promise<boolean> => {
    this.#time += this.#durations[this.#done++]!;
    return Promise.resolve(this.#done < this.#durations.length);
  };

  readonly clock: LearningClock = {
    now: () => this.#time,
    pause: (milliseconds) => {
      this.pauses.push(milliseconds);
      this.#time += milliseconds;
      return Promise.resolve();
    },
  };
}

describe('learnInSteps', () => {
  it('three steps → a pause of four times its duration after each but the last', async () => {
    const pull = new SteppedPull([10, 25, 5]);
    assert.equal(await learnInSteps(pull.step, () => false, pull.clock), true);
    assert.deepEqual([pull.done, pull.pauses], [3, [40, 100]]);
  });

  it('another pull begins during a pause → no further step, and the rest is left', async () => {
    const pull = new SteppedPull([10, 10, 10]);
    const isPulling = (): boolean => pull.pauses.length > 0;
    assert.equal(await learnInSteps(pull.step, isPulling, pull.clock), false);
    assert.deepEqual([pull.done, pull.pauses], [1, [40]]);
  });

  it('another pull is running → no step', async () => {
    const pull = new SteppedPull([10]);
    assert.equal(await learnInSteps(pull.step, () => true, pull.clock), false);
    assert.equal(pull.done, 0);
  });

  it('a step fails → so does learning', async () => {
    const failing = (): Promise<boolean> => Promise.reject(new Error('damaged'));
    await assert.rejects(
      learnInSteps(failing, () => false),
      /damaged/,
    );
  });
});
