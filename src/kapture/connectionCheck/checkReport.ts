import type { Dialect } from '../catalogue/dialect.ts';
import type { OperationId } from '../catalogue/registry.ts';
import type { ExtraHeader } from '../connection/extraHeaders.ts';
import type { ResponseReading } from '../responses/readResponse.ts';
import type { KaptureErrorReason } from '../http/kaptureError.ts';
import type { Problem } from '../problem/problem.ts';

/** The steps of a check, in order. */
export const checkSteps = ['get', 'flat-pull', 'nested-pull', 'orders', 'ticket', 'headers'] as const;
export type CheckStepId = (typeof checkSteps)[number];

/**
 * How certain a conclusion is.
 * - `shown`: the response proves it
 * - `suggests`: the response fits it, but has other explanations
 * - `cannot-tell`: the response says nothing about it
 */
export type Certainty = 'shown' | 'suggests' | 'cannot-tell';

export interface Conclusion {
  readonly certainty: Certainty;
  readonly text: Problem;
  /** Something does not work with the connection as it is. */
  readonly isTrouble?: boolean;
}

/** A response of a check, or its start. Contains no secret. */
export interface ReadResponse {
  readonly status: number;
  readonly contentType: string;
  /** Where a redirect points; it is not followed. */
  readonly location: string | undefined;
  readonly milliseconds: number;
  /** The text as far as it was read. */
  readonly text: string;
  /** The response is longer than a check reads. */
  readonly isCut: boolean;
  /** The response ended early, or took too long, so that the text is all that was received. */
  readonly isIncomplete: boolean;
  readonly reading: ResponseReading;
}

/** A request of a check and its result. Contains no secret. */
export interface SentRead {
  readonly operation: OperationId;
  readonly path: string;
  readonly body: string;
  readonly headers: readonly string[];
  /** Headers that the connection does not have, which are tried. */
  readonly triedHeaders?: readonly ExtraHeader[];
  /** `not-sent`: the path may be one that changes data. */
  readonly result:
    | { readonly kind: 'response'; readonly response: ReadResponse }
    | {
        readonly kind: 'error';
        readonly error: { readonly reason: KaptureErrorReason; readonly host: string; readonly detail: string };
      }
    | { readonly kind: 'not-sent' };
}

export interface CheckStep {
  readonly id: CheckStepId;
  /** Empty if the step was skipped. */
  readonly reads: readonly SentRead[];
  /** What the responses say, or why the step was skipped. */
  readonly conclusions: readonly Conclusion[];
}

/** A change of one property of a connection's entry in the settings. */
export type ConnectionChange =
  | { readonly kind: 'dialect'; readonly operation: OperationId; readonly dialect: Dialect }
  | { readonly kind: 'cmId'; readonly cmId: string }
  | { readonly kind: 'path'; readonly operation: OperationId; readonly path: string }
  | { readonly kind: 'headers'; readonly headers: readonly ExtraHeader[] };

/** What all steps together say about one property of the connection. */
export interface Finding extends Conclusion {
  /** Omitted if there is nothing to change, or nothing that a setting can change. */
  readonly change?: ConnectionChange;
}

/**
 * - `works`: Get Customer accepted the key and responded as documented
 * - `key-rejected`: it rejected the key, with every header that was tried
 * - `needs-headers`: it rejected the key, and accepted it with headers that the connection does not have
 * - `no-response`: there was none, and the remaining steps were skipped
 * - `unclear`: anything else
 */
export type CheckOutcome = 'works' | 'key-rejected' | 'needs-headers' | 'no-response' | 'unclear';

export interface CheckReport {
  readonly connection: string;
  readonly baseUrl: string;
  /** In epoch milliseconds. */
  readonly startedAt: number;
  readonly outcome: CheckOutcome;
  readonly steps: readonly CheckStep[];
  readonly findings: readonly Finding[];
}
