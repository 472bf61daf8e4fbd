import type { Fields } from '../../kapture/catalogue/fieldText.ts';
import type { Route } from '../route.ts';
import type { Respondent, SandboxResponse } from '../sandboxResponse.ts';
import type { Store } from '../store.ts';

/** How a tenant's Pull differs from the documentation. */
export interface PullDifferences {
  /** A search returns the customers of its last day as well. */
  readonly inclusiveEnd?: boolean;
  /** A Pull returns at most this many customers at once, even if the request has a higher limit or none. */
  readonly pageCap?: number | undefined;
}

/** A request of one operation that has passed all checks. */
export interface OperationRequest extends Route, Respondent, PullDifferences {
  /** The body, without the array around it. */
  readonly body: Fields;
  /** The fields of the request by their shared names; see `requestFields`. */
  readonly fields: Fields;
  /** The current time in milliseconds. */
  readonly instant: number;
}

/** Handles a request of one operation, in all its forms. */
export type Handler = (store: Store, request: OperationRequest) => SandboxResponse;
