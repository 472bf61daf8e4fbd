import { featureRun } from './featureRun.ts';
import { median, spread, type Figure } from './figure.ts';

/** From a change of the pin of a request to completions in the dialect of the other connection. */
export const figure: Figure = {
  name: 'dialect.switch.ms',
  unit: 'ms',
  aim: 200,
  async measure() {
    const { dialectSwitches } = await featureRun();
    return { value: median(dialectSwitches), samples: dialectSwitches.length, note: spread(dialectSwitches, 0) };
  },
};
