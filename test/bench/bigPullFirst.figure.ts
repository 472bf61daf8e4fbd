import { bigPullsInHost } from './bigPullHostRun.ts';
import { median, spread, type Figure } from './figure.ts';

/** From the request for 100,000 customers to a row with the first one. */
export const figure: Figure = {
  name: 'pull.big.first',
  unit: 'ms',
  aim: 150,
  async measure() {
    const { first } = await bigPullsInHost();
    return { value: median(first), samples: first.length, note: spread(first, 0) };
  },
};
