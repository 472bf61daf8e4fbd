import type { PartialExchange } from '../../../kapture/exchange/partialExchange.ts';

/** A long response while it is received. */
export interface Reception {
  /** What the latest attempt has received. */
  readonly received: PartialExchange;
  /** `retrying` until the next attempt receives a long response. */
  readonly state: 'receiving' | 'retrying' | 'failed';
  /** Why the rest was not received, if it has failed. */
  readonly problem: string | undefined;
  /** Cancels the request. */
  readonly cancel: () => void;
}
