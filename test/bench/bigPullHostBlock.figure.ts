import { bigPullsInHost } from './bigPullHostRun.ts';
import type { Figure } from './figure.ts';

/**
 * The longest block of the event loop in a real extension host while the customers view pulls and shows 100,000
 * records.
 */
export const figure: Figure = {
  name: 'pull.host.block',
  unit: 'ms',
  aim: 50,
  async measure() {
    return { value: (await bigPullsInHost()).blocked, samples: 1 };
  },
};
