import { featureRun } from './featureRun.ts';
import { median, spread, type Figure } from './figure.ts';

/** The longest block of the extension host while a requests view opens with 2,000 request files. */
export const figure: Figure = {
  name: 'requestsView.blockedMs',
  unit: 'ms',
  aim: 50,
  async measure() {
    const { blocked } = await featureRun();
    return { value: median(blocked), samples: blocked.length, note: spread(blocked, 0) };
  },
};
