import { withBigResponse } from './bigPull.ts';
import type { LongResponseReport } from './longResponseInHost.ts';
import { once } from './once.ts';
import { reportOfHost } from './reportOfHost.ts';

/**
 * Measures responses of about 10 and 50 MB, by these names, with `longResponseInHost.ts`. Runs once for all figures.
 */
export const longResponses = once(() =>
  withBigResponse(
    (small) =>
      withBigResponse(
        (large) =>
          reportOfHost<LongResponseReport>('longResponseInHost', {
            KAPTURE_BENCH_URLS: JSON.stringify({ '10 MB': small, '50 MB': large }),
          }),
        22_000,
      ),
    4_400,
  ),
);
