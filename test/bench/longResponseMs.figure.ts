import { median, spread, type Figure } from './figure.ts';
import { longResponses } from './longResponseRun.ts';

/** A Pull response of 50 MB, from its last byte to an editor that shows its first part. */
export const figure: Figure = {
  name: 'response.long.ms',
  unit: 'ms',
  aim: 400,
  async measure() {
    const report = await longResponses();
    const times = (name: string): number[] => report[name]!.map(({ readableMs }) => readableMs);
    const large = times('50 MB');
    return {
      value: median(large),
      samples: large.length,
      note: `${spread(large, 0)}; of 10 MB ${median(times('10 MB')).toFixed(0)}`,
    };
  },
};
