import { activationRuns } from './activationRuns.ts';
import { median, spread, type Figure } from './figure.ts';

/** The activation time in a real extension host, minus that of an empty extension. */
export const figure: Figure = {
  name: 'activation.ms',
  unit: 'ms',
  aim: 25,
  async measure() {
    const runs = await activationRuns();
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const over = (what: 'total' | 'cpu'): number[] =>
      runs.map(({ ours, empty }) => ours[what] - mean(empty.map((one) => one[what])));
    const of = (pick: (run: (typeof runs)[number]) => number): string => median(runs.map(pick)).toFixed(1);
    return {
      value: median(over('total')),
      samples: runs.length,
      note:
        `${spread(over('total'), 1)}; empty ${of(({ empty }) => mean(empty.map(({ total }) => total)))}, ours ${of(({ ours }) => ours.total)},` +
        ` including loading ${of(({ ours }) => ours.load)}; in processor time over the empty ${median(over('cpu')).toFixed(1)} (${spread(over('cpu'), 1)})`,
    };
  },
};
