import type { Problem } from '../../problem/problem.ts';
import type { FieldValues } from '../../update/fieldValue.ts';

/** What identifies the customer of a row: Kapture's ID, the tenant's own code, the phone or the email. */
export type Identifier = 'id' | 'code' | 'phone' | 'email';

/** A change to a cell without which it could not be sent. The plan shows it. */
export interface Repair {
  readonly column: string;
  /** The field of the cell; undefined in plans of earlier versions. */
  readonly field?: string;
  readonly from: string;
  /** Empty if the cell is not sent, because it is masked or a secret in it was redacted. */
  readonly to: string;
  readonly why: Problem;
}

/** Why a row is not sent. */
export interface RowProblem {
  /** The column of the cell; undefined if it concerns the row. */
  readonly column?: string;
  /** The field of the cell and its text in the file, if the text is refused; without a field, the text of the row. */
  readonly field?: string;
  readonly text?: string;
  readonly problem: Problem;
}

/** A row of a table file, read with a mapping. */
export interface RowInput {
  /** Number of the row among those with data, from 1. */
  readonly row: number;
  /** First line of the row in the file, from 1; undefined for formats without lines. */
  readonly line?: number;
  /** The value that identifies the customer, as text; empty if the row has none, so it adds a customer. */
  readonly key: string;
  /** The values to send, by the shared field names, as JSON. Without Kapture's ID. */
  readonly fields: FieldValues;
  readonly repairs: readonly Repair[];
  /** The row is invalid if it has any, unless it reverts another one: these fields are not reverted. */
  readonly problems: readonly RowProblem[];
  /**
   * The cells of the row as they were read, in the order of the columns, for a file of the rows that failed. A damaged
   * row of CSV has more or fewer than the header; null: an object does not have the field.
   */
  readonly cells?: readonly (string | null)[];
}
