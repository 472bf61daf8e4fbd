import type { KaptureError } from '../http/kaptureError.ts';
import type { Differences } from './differenceText.ts';
import type { Place } from './template.ts';

/** Why a case did not pass, in one sentence, and the place in its file. */
export interface Finding {
  readonly message: string;
  readonly place: Place;
  /** The differences between a response and its snapshot. */
  readonly differences?: Differences;
  /** `expected` and `actual` are both set if there are two values to compare. */
  readonly expected?: string;
  readonly actual?: string;
  /** The values are a snapshot, which can be updated, and a response. */
  readonly isSnapshot?: true;
  /** Why there is no response. */
  readonly error?: KaptureError;
}
