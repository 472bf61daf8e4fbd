import { withBigResponse } from './bigPull.ts';
import type { BigPullReport } from './bigPullInHost.ts';
import { once } from './once.ts';
import { reportOfHost } from './reportOfHost.ts';

/** Has `bigPullInHost.ts` pull 100,000 records. Done once for all figures of a run. */
export const bigPullsInHost = once(() =>
  withBigResponse((url) => reportOfHost<BigPullReport>('bigPullInHost', { KAPTURE_BENCH_URL: url })),
);
