import type { KaptureErrorReason } from '../http/kaptureError.ts';
import type { StreamedReading } from './recordSplitter.ts';
import type { Window } from './windows.ts';

/** What is kept of a window that is not complete. */
export type WindowFailure =
  /** No response came, or it ended in a way that no response does; then `came` tells how much there was of it. */
  | { readonly error: KaptureErrorReason; readonly detail: string; readonly host: string; readonly came?: Came }
  /** A response came that is no good. */
  | FailedResponse
  /** As many records came as the tenant ever sends, in a window that cannot be cut further. */
  | { readonly limited: number }
  /** A record of more bytes than can be held, or the same records for the next page. */
  | { readonly problem: 'long-record' | 'same-page'; readonly host: string };

/** A response that does not complete a window; the `text` of its reading is what is kept of it. */
export interface FailedResponse {
  readonly host: string;
  readonly status: number;
  readonly location: string | undefined;
  readonly reading: StreamedReading;
  /** What was asked, and how long the response took; older versions did not keep it. */
  readonly request?: {
    readonly url: string;
    readonly body: string;
    readonly sentAt: number;
    readonly milliseconds: number;
    readonly contentType: string;
  };
}

/** How much of a response came. */
export type Came = Pick<StreamedReading, 'records' | 'bytes'>;

export interface WindowReport {
  readonly window: Window;
  /** Complete records that it brought. */
  readonly records: number;
  /** So many of them have no id, and are not stored. */
  readonly withoutId: number;
  /** So many elements of its list are not records. */
  readonly notRecords: number;
  readonly failure: WindowFailure | undefined;
}

const beyondHope: ReadonlySet<KaptureErrorReason> = new Set([
  'name-not-found',
  'refused',
  'tls',
  'proxy',
  'proxy-auth',
  'ca-file',
]);

/** Whether the next window would fare no better. */
export function isHopeless(failure: WindowFailure): boolean {
  if ('error' in failure) return beyondHope.has(failure.error);
  return isTrouble(failure, 'unauthorized') || isTrouble(failure, 'rate-limited');
}

export function isTrouble(failure: WindowFailure, trouble: StreamedReading['trouble']): boolean {
  return 'reading' in failure && failure.reading.trouble === trouble;
}
