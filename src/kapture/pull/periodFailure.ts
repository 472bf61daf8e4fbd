import type { Exchange } from '../exchange/exchange.ts';
import type { KaptureErrorReason } from '../http/kaptureError.ts';
import type { StreamedReading } from '../responses/recordSplitter.ts';
import type { Period } from './periods.ts';

/** Why a period is not complete. Stored as JSON, so names must not change. */
export type PeriodFailure =
  /** There was no response, or it ended with an error; then `came` says how much was received. */
  | {
      readonly error: KaptureErrorReason;
      readonly detail: string;
      readonly host: string;
      /** What was received before the error. */
      readonly came?: ReceivedCounts;
    }
  /** A response that is not a complete success. */
  | FailedResponse
  | LimitedResponse
  /**
   * A record is too long, two pages have the same records, or nothing was sent because the connection lacks the
   * tenant's ID. `isOfDialect`: the dialect has pages, whatever the settings of the connection are.
   */
  | {
      readonly problem: 'long-record' | 'same-page' | 'no-tenant-id';
      readonly host: string;
      readonly isOfDialect?: true;
    };

/**
 * The maximum number of records was received, in a period that cannot be divided further. Stored as JSON.
 *
 * With `isUsual`, the maximum is that of newer tenants, in a period of any length: it is unknown whether this tenant
 * has it. With `hasMore`, the response says that there are more records. With `isPage`, the request had a limit or an
 * offset. With `isFiltered`, the request selected customers by other fields, and any number of records was received.
 */
export interface LimitedResponse {
  readonly limited: number;
  readonly isUsual?: true;
  readonly hasMore?: true;
  readonly isPage?: true;
  readonly isFiltered?: true;
}

/** A response that does not complete a period. Only the `text` of its reading is stored. */
export interface FailedResponse {
  readonly host: string;
  readonly status: number;
  readonly location: string | undefined;
  readonly reading: StreamedReading;
  /** The request, and the duration of the response; undefined for a period that was not requested. */
  readonly request?: {
    readonly url: string;
    readonly body: string;
    readonly headers: Exchange['requestHeaders'];
    readonly sentAt: number;
    readonly milliseconds: number;
    readonly contentType: string;
  };
}

/** The failure of a period that was not requested because another one failed: without the request and its response. */
export function withoutResponse(failure: PeriodFailure): PeriodFailure {
  if (!('reading' in failure)) return failure;
  const { request: _, ...rest } = failure;
  return { ...rest, reading: { ...failure.reading, text: '' } };
}

/** How much of a response was received. */
export type ReceivedCounts = Pick<StreamedReading, 'records' | 'bytes'>;

export interface PeriodReport {
  readonly period: Period;
  /**
   * Number of complete records of the last attempt, without those outside the period that a search returned; 0 if they
   * were deleted because they may not be customers.
   */
  readonly records: number;
  /** Number of records that have no id and are not stored. */
  readonly withoutId: number;
  /** Number of elements in the list that are not objects. */
  readonly notRecords: number;
  /** Number of records outside the period that a search returned and that are not stored; omitted if there are none. */
  readonly outside?: number;
  readonly failure: PeriodFailure | undefined;
}

const fatalReasons: ReadonlySet<KaptureErrorReason> = new Set([
  'name-not-found',
  'refused',
  'tls',
  'proxy',
  'proxy-auth',
  'ca-file',
]);

/** Whether any other period would fail in the same way. */
export function isFatal(failure: PeriodFailure): boolean {
  if ('error' in failure) return fatalReasons.has(failure.error);
  if (isTenantIdMissing(failure)) return true;
  return hasTrouble(failure, 'unauthorized') || hasTrouble(failure, 'rate-limited');
}

/** Whether nothing was sent because the connection lacks the tenant's ID. */
export function isTenantIdMissing(failure: PeriodFailure): boolean {
  return 'problem' in failure && failure.problem === 'no-tenant-id';
}

export function hasTrouble(failure: PeriodFailure, trouble: StreamedReading['trouble']): boolean {
  return 'reading' in failure && failure.reading.trouble === trouble;
}
