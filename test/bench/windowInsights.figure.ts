import { median, spread, type Figure } from './figure.ts';
import { windowRun } from './windowRun.ts';

/** From Enter on *Show Insights* for 100,000 customers to the painted charts. */
export const figure: Figure = {
  name: 'window.insights',
  unit: 'ms',
  aim: 200,
  async measure() {
    const { insights, plainPage } = await windowRun();
    return {
      value: median(insights),
      samples: insights.length,
      note: `${spread(insights, 0)}; VS Code itself, for an empty page, ${median(plainPage).toFixed(0)}`,
    };
  },
};
