import { bigPulls } from './bigPull.ts';
import { median, type Figure } from './figure.ts';

/** The growth of `pull.big.growth`, divided by that of `.json()`. */
export const figure: Figure = {
  name: 'pull.big.growth.share',
  unit: '×',
  aim: 0.1,
  async measure() {
    const { ours, json } = await bigPulls();
    const of = (pulls: typeof ours): number => median(pulls.map(({ growthMb }) => growthMb));
    return {
      value: of(ours) / of(json),
      samples: ours.length,
      note: `ours ${of(ours).toFixed(0)} MB, .json() ${of(json).toFixed(0)} MB`,
    };
  },
};
