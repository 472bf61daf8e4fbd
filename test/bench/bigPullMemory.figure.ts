import { bigPulls, ofOurs } from './bigPull.ts';
import { median, type Figure } from './figure.ts';

/** By how much resident memory grows while 100,000 records are pulled, all threads included, of a process that has loaded what any request loads. */
export const figure: Figure = {
  name: 'pull.big.growth',
  unit: 'MB',
  aim: 64,
  async measure() {
    const ours = await ofOurs('growthMb');
    const json = median((await bigPulls()).json.map(({ growthMb }) => growthMb));
    return { ...ours, note: `${ours.note}; .json() ${json.toFixed(0)} MB, ${(json / ours.value).toFixed(1)} times as much` };
  },
};
