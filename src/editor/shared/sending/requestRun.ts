import type { RequestsConfirmation } from '../../../kapture/exchange/requestsConfirmation.ts';
import type { Report } from '../questions/progress.ts';

/** What requests have in common that are sent one after another. */
export interface RequestRun {
  /** Aborts the request. */
  readonly signal: AbortSignal;
  /** Shows a message in the progress of the run. */
  readonly report: Report;
  /** What the user has agreed to; undefined if nothing was asked. */
  readonly confirmation: RequestsConfirmation | undefined;
}
