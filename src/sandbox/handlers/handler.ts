import type { Fields } from '../../kapture/catalogue/fieldText.ts';
import type { SandboxResponse } from '../sandboxResponse.ts';
import type { Store } from '../store.ts';
import type { Respondent } from '../unpublished.ts';
import type { Route } from '../route.ts';

/** A request of one operation that has passed all checks. */
export interface OperationRequest extends Route, Respondent {
  /** Its fields by their shared names; see `requestFields`. */
  readonly fields: Fields;
  /** The current time in milliseconds. */
  readonly instant: number;
}

/** Handles a request of one operation, in all its forms. */
export type Handler = (store: Store, request: OperationRequest) => SandboxResponse;
