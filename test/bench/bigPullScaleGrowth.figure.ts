import { scaledPulls } from './bigPullScale.ts';
import { median, type Figure } from './figure.ts';

/** The growth of resident memory while 1,000,000 records are pulled. */
export const figure: Figure = {
  name: 'pull.scale.growth',
  unit: 'MB',
  aim: 64,
  async measure() {
    const growth = (await scaledPulls()).map((pulls) => median(pulls.map(({ growthMb }) => growthMb)));
    return {
      value: growth.at(-1)!,
      samples: 1,
      note: `${growth.map((value) => value.toFixed(0)).join(', ')} MB for 10,000, 100,000, 1,000,000`,
    };
  },
};
