import { bigPullsInHost } from './bigPullHostRun.ts';
import { spread, type Figure } from './figure.ts';

/** All that a keystroke of a filter has the view read of 100,000 customers, with two groups open; the slowest keystroke. */
export const figure: Figure = {
  name: 'pull.big.filter',
  unit: 'ms',
  aim: 30,
  async measure() {
    const { two, ten } = (await bigPullsInHost()).filter;
    return {
      value: Math.max(...two),
      samples: two.length,
      note: `${spread(two, 0)}; with ten groups open ${spread(ten, 0)}`,
    };
  },
};
