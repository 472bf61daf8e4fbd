import { bigPullsInHost } from './bigPullHostRun.ts';
import { spread, type Figure } from './figure.ts';

/** From a click on one of 100,000 customers to an editor that shows the record. The slowest of twenty. */
export const figure: Figure = {
  name: 'record.open',
  unit: 'ms',
  aim: 200,
  async measure() {
    const { open, openEmpty } = await bigPullsInHost();
    return {
      value: Math.max(...open),
      samples: open.length,
      note: `${spread(open, 0)}; a document with one word ${spread(openEmpty, 0)}`,
    };
  },
};
