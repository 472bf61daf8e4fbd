import { median, spread, type Figure } from './figure.ts';
import { planScrollRun } from './planScrollRun.ts';

/** The longest task of the window while a plan of 100,000 rows is scrolled with the wheel and the keyboard. */
export const figure: Figure = {
  name: 'plan.scroll.block',
  unit: 'ms',
  aim: 50,
  async measure() {
    const blocked = await planScrollRun();
    return { value: median(blocked), samples: blocked.length, note: spread(blocked, 0) };
  },
};
