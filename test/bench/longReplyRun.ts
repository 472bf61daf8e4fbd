import { withBigReply } from './bigPull.ts';
import type { LongReplyReport } from './longReplyInHost.ts';
import { once } from './once.ts';
import { reportOfHost } from './reportOfHost.ts';

/** Has `longReplyInHost.ts` get replies of about 10 and 50 MB (named so). Done once for all figures of a run. */
export const longReplies = once(() =>
  withBigReply(
    (small) =>
      withBigReply(
        (large) =>
          reportOfHost<LongReplyReport>('longReplyInHost', {
            KAPTURE_BENCH_URLS: JSON.stringify({ '10 MB': small, '50 MB': large }),
          }),
        22_000,
      ),
    4_400,
  ),
);
