import { withBigResponse } from './bigPull.ts';
import { median, spread, type Figure } from './figure.ts';
import type { HistoryReport } from './historyInHost.ts';
import { reportOfHost } from './reportOfHost.ts';

/**
 * The duration of a turn of a real extension host at the 99.9th percentile, while 100,000 customers are pulled and
 * cleared, and exchanges are stored and cleared. The host itself never calls SQLite.
 */
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
      note: `${spread(blocked, 0)}; longest ${median(longest).toFixed(0)} ms; an exchange is stored and listed within ${median(slowest).toFixed(0)} ms`,
    };
  },
};
