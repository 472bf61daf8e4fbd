import { withBigResponse } from './bigPull.ts';
import { median, spread, type Figure } from './figure.ts';
import type { QueryReport } from './queryInHost.ts';
import { reportOfHost } from './reportOfHost.ts';

/**
 * The longest block of a real extension host while a query is typed over a response of 50 MB, until its values are
 * shown.
 */
export const figure: Figure = {
  name: 'query.block.ms',
  unit: 'ms',
  aim: 50,
  async measure() {
    const { blocked, first, typed } = await withBigResponse(
      (url) => reportOfHost<QueryReport>('queryInHost', { KAPTURE_BENCH_URL: url }),
      22_000,
    );
    return {
      value: median(blocked),
      samples: blocked.length,
      note: `${spread(blocked, 0)}; read in ${median(first).toFixed(0)} ms, then counted in ${median(typed).toFixed(0)} ms`,
    };
  },
};
