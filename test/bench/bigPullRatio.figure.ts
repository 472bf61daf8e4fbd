import { bigPulls } from './bigPull.ts';
import { median, spread, type Figure } from './figure.ts';

/**
 * 100,000 records from the first request to a browsable index, divided by the time of `await (await fetch()).json()`
 * for the same response.
 */
export const figure: Figure = {
  name: 'pull.big.ratio',
  unit: '×',
  aim: 0.83,
  async measure() {
    const { ours, json } = await bigPulls();
    const ratios = ours.map(({ ms }, round) => ms / json[round]!.ms);
    const all = (pulls: typeof ours): string => median(pulls.map(({ ms }) => ms)).toFixed(0);
    return {
      value: median(ratios),
      samples: ratios.length,
      note: `${spread(ratios)}; ours ${all(ours)} ms, .json() ${all(json)} ms`,
    };
  },
};
