import { bigPullsInHost } from './bigPullHostRun.ts';
import { spread, type Figure } from './figure.ts';

/** From canceling a pull in the middle of a large response to its end. The slowest of five. */
export const figure: Figure = {
  name: 'pull.cancel.ms',
  unit: 'ms',
  aim: 100,
  async measure() {
    const { cancel } = await bigPullsInHost();
    return { value: Math.max(...cancel), samples: cancel.length, note: spread(cancel, 0) };
  },
};
