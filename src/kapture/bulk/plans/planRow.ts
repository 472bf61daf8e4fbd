import type { Problem } from '../../problem/problem.ts';
import type { FieldValues } from '../../update/fieldValue.ts';
import type { RowInput } from './rowInput.ts';

/**
 * What a plan does with a row.
 * - `not-looked-up`: not looked up yet, or that failed; it can be looked up again
 * - `add`, `update`: one write
 * - `unchanged`: the customer already has these values
 * - `masked`: Kapture masks a value, so it is unknown whether the customer has it; other values are the same
 * - `invalid`: the row has problems, or the customer to update does not exist
 * - `duplicate`: an earlier row of the file has the same key, updates the same customer, or writes the same phone,
 *   email or code
 * - `ambiguous`: several customers have the key
 * - `taken`: its phone, email or code belongs to another customer
 * - `kept`: of a plan that reverts a run: the run added the customer, and the API cannot delete it
 */
export const rowKinds = [
  'not-looked-up',
  'add',
  'update',
  'unchanged',
  'masked',
  'invalid',
  'duplicate',
  'ambiguous',
  'taken',
  'kept',
] as const;
export type RowKind = (typeof rowKinds)[number];

/** A field of an update. */
export interface FieldChange {
  readonly field: string;
  /** The customer's own value when the plan was made, as JSON; undefined if the record did not have it. */
  readonly from: string | undefined;
  /** Without `from`: the value of the contact, which may be another one. A run compares it, no plan writes it back. */
  readonly contact?: string;
  /** Of a field of the contact: the ID of that contact, as JSON; undefined if the record had none. */
  readonly contactId?: string;
  readonly to: string;
}

/**
 * The state of the write of a row.
 * - `not-sent`: nothing was sent
 * - `sending`: recorded before the request is sent, so after a crash it is unknown whether it was applied
 * - `unchanged`: not sent, because the customer already had the values
 * - `unknown`: sent, but the response does not say whether it was applied, or its blank values were not read again
 * - `conflict`: not sent, because since the plan a field of the customer was changed or masked, the customer lost the
 *   key or was deleted, or another customer has a value of the row; or not sent again, because another user may have
 *   reverted it since the run was interrupted
 */
export const rowStates = ['not-sent', 'sending', 'done', 'unchanged', 'failed', 'unknown', 'conflict'] as const;
export type RowState = (typeof rowStates)[number];

/** A row of a plan. */
export interface PlanRow {
  readonly row: number;
  readonly line?: number;
  readonly kind: RowKind;
  readonly key: string;
  /** Kapture's ID of the customer, if one was found or added. */
  readonly customerId?: string;
  readonly customerName?: string;
  /** The fields of the row. For `add`: those to send. */
  readonly fields: FieldValues;
  /** For `update`. */
  readonly changes: readonly FieldChange[];
  readonly repairs: RowInput['repairs'];
  readonly problems: RowInput['problems'];
  /** For `update`: fields that are not sent, because Kapture masks them or their cells are not sent. */
  readonly omitted?: readonly string[];
  /** Fields whose blank values Kapture ignored, or that records do not show. The row is done without them. */
  readonly ignored?: readonly string[];
  /** Why the row is not sent, was not applied, or Kapture ignored some of its values. */
  readonly reason?: Problem;
  /** The server's message, unchanged. */
  readonly serverMessage?: string;
  /** Whether the user keeps the row in the run. Only rows of the kinds `add` and `update` are sent. */
  readonly isIncluded: boolean;
  readonly state: RowState;
}
