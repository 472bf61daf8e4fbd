import { featureRun } from './featureRun.ts';
import { median, spread, type Figure } from './figure.ts';

/** The completion of variables in a request, minus a completion in a document that is not ours. */
export const figure: Figure = {
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
