import { median, spread, type Figure } from './figure.ts';
import { windowRun } from './windowRun.ts';

/** From Enter on another grouping of 100,000 customers to the painted groups. */
export const figure: Figure = {
  name: 'window.group',
  unit: 'ms',
  aim: 200,
  async measure() {
    const { group } = await windowRun();
    return { value: median(group), samples: group.length, note: spread(group, 0) };
  },
};
