import { featureRun } from './featureRun.ts';
import { median, spread, type Figure } from './figure.ts';

/** Completion of variables in a request, over a completion where nothing is ours. */
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
