import { featureRun } from './featureRun.ts';
import { median, spread, type Figure } from './figure.ts';

/**
 * How long typing in a request of 5 MB blocks the extension host, divided by the same in a JSON document that is not
 * ours.
 */
export const figure: Figure = {
  name: 'typing.ratio',
  unit: '×',
  aim: 1.5,
  async measure() {
    const { typing, plainTyping } = await featureRun();
    return {
      value: median(typing) / median(plainTyping),
      samples: typing.length,
      note: `${median(typing).toFixed(0)} ms; without ours ${median(plainTyping).toFixed(0)} ms (${spread(plainTyping, 0)})`,
    };
  },
};
