import { bigPullsInHost } from './bigPullHostRun.ts';
import { spread, type Figure } from './figure.ts';

/** From a click on a customer of 100,000 until an editor shows the record; the slowest of twenty. */
export const figure: Figure = {
  name: 'record.open',
  unit: 'ms',
  aim: 200,
  async measure() {
    const { open } = await bigPullsInHost();
    return { value: Math.max(...open), samples: open.length, note: spread(open, 0) };
  },
};
