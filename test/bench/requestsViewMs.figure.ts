import { featureRun } from './featureRun.ts';
import { median, spread, type Figure } from './figure.ts';

/** The first rows of a requests view that opens with 2,000 request files. */
export const figure: Figure = {
  name: 'requestsView.ms',
  unit: 'ms',
  aim: 150,
  async measure() {
    const { firstRows } = await featureRun();
    return { value: median(firstRows), samples: firstRows.length, note: spread(firstRows, 0) };
  },
};
