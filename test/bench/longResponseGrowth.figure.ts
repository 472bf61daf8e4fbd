import { median, spread, type Figure } from './figure.ts';
import { longResponses } from './longResponseRun.ts';

/** The growth of the extension host's resident memory for a Pull response of 50 MB, divided by its length. */
export const figure: Figure = {
  name: 'response.long.growth',
  unit: '×',
  aim: 0.5,
  async measure() {
    const report = await longResponses();
    const growths = (name: string): number[] => report[name]!.map(({ growth }) => growth);
    const large = growths('50 MB');
    return {
      value: median(large),
      samples: large.length,
      note: `${spread(large)}; of 10 MB ${median(growths('10 MB')).toFixed(2)}`,
    };
  },
};
