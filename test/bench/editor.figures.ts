import type { FeatureReport } from './featuresInHost.ts';
import { median, once, spread, type Figure } from './figure.ts';
import { reportOfHost } from './reportOfHost.ts';

const featureRun = once(() => reportOfHost<FeatureReport>('featuresInHost'));

/** The completion of variables in a request, minus a completion in a document that is not ours. */
const completion: Figure = {
  name: 'completion.ms',
  unit: 'ms',
  aim: 30,
  async measure() {
    const { completions, plainCompletions } = await featureRun();
    const over = completions.map((milliseconds, sample) => milliseconds - plainCompletions[sample]!);
    return {
      value: median(over),
      samples: over.length,
      note: `${spread(over, 1)}; with VS Code's own ${median(completions).toFixed(1)}, without ours ${median(plainCompletions).toFixed(1)}`,
    };
  },
};

/**
 * How long typing in a request of 5 MB blocks the extension host, divided by the same in a JSON document that is not
 * ours.
 */
const typing: Figure = {
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

export const figures: readonly Figure[] = [completion, typing];
