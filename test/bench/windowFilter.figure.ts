import { median, spread, type Figure } from './figure.ts';
import { windowRun } from './windowRun.ts';

/** From the last letter of a filter of 100,000 customers to the painted row of the first day. */
export const figure: Figure = {
  name: 'window.filter',
  unit: 'ms',
  aim: 200,
  async measure() {
    const { filter } = await windowRun();
    return { value: median(filter), samples: filter.length, note: spread(filter, 0) };
  },
};
