import { median, spread, type Figure } from './figure.ts';
import { windowRun } from './windowRun.ts';

/** From Enter in the last box of a pull of 100,000 customers to the painted row of the first day. */
export const figure: Figure = {
  name: 'window.firstRow',
  unit: 'ms',
  aim: 150,
  async measure() {
    const { firstRow } = await windowRun();
    return { value: median(firstRow), samples: firstRow.length, note: spread(firstRow, 0) };
  },
};
