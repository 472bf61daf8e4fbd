import { withBigResponse } from './bigPull.ts';
import { median, spread, type Figure } from './figure.ts';
import type { HistoryReport } from './historyInHost.ts';
import { reportOfHost } from './reportOfHost.ts';

/** How long a turn of a real extension host takes, at the 99.9th percentile, while 100,000 customers are pulled and cleared, and the history keeps exchanges and is cleared. No call of SQLite is made there. */
export const figure: Figure = {
  name: 'history.host.block',
  unit: 'ms',
  aim: 50,
  async measure() {
    const { blocked, longest, slowest } = await withBigResponse((url) =>
      reportOfHost<HistoryReport>('historyInHost', { KAPTURE_BENCH_URL: url }),
    );
    return {
      value: median(blocked),
      samples: blocked.length,
      note: `${spread(blocked, 0)}; longest ${median(longest).toFixed(0)} ms; an exchange is kept and listed within ${median(slowest).toFixed(0)} ms`,
    };
  },
};
