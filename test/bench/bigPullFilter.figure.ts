import { bigPullsInHost } from './bigPullHostRun.ts';
import { spread, type Figure } from './figure.ts';

/**
 * All that the view reads after a keystroke in a filter of 100,000 customers, with two groups expanded. The slowest
 * keystroke.
 */
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
