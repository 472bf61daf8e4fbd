import type { Problem } from '../../problem/problem.ts';
import type { FieldChange, RowKind } from './planRow.ts';
import type { RowInput } from './rowInput.ts';

/** What looking up a row found. */
export interface RowDecision {
  readonly row: number;
  readonly kind: RowKind;
  readonly customerId?: string;
  readonly customerName?: string;
  readonly changes?: readonly FieldChange[];
  /** See `PlanRow.omitted`. */
  readonly omitted?: readonly string[];
  readonly reason?: Problem;
  readonly serverMessage?: string;
  /** The phone, email and code that the write of the row stores. Later rows with one of them are duplicates. */
  readonly phone?: string;
  readonly email?: string;
  readonly code?: string;
}

/** A row to add to a plan, as it was read or, for a plan without a file, with its decision. */
export interface RowToAdd {
  readonly input: RowInput;
  readonly decision?: Omit<RowDecision, 'row'>;
}
