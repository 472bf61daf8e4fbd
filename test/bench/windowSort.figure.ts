import { median, spread, type Figure } from './figure.ts';
import { windowRun } from './windowRun.ts';

/** From Enter on another sort order of 100,000 customers to the painted rows. */
export const figure: Figure = {
  name: 'window.sort',
  unit: 'ms',
  aim: 200,
  async measure() {
    const { sort } = await windowRun();
    return { value: median(sort), samples: sort.length, note: spread(sort, 0) };
  },
};
