import { withBigResponse } from './bigPull.ts';
import type { BigPullReport } from './bigPullInHost.ts';
import { once } from './once.ts';
import { reportOfHost } from './reportOfHost.ts';

/** Pulls 100,000 records with `bigPullInHost.ts`. Runs once for all figures. */
export const bigPullsInHost = once(() =>
  withBigResponse((url) => reportOfHost<BigPullReport>('bigPullInHost', { KAPTURE_BENCH_URL: url })),
);
