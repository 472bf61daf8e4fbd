import type { Problem } from '../../problem/problem.ts';
import type { FieldValues } from '../../update/fieldValue.ts';
import type { PlanRow, RowState } from './planRow.ts';

/** A write that was sent or is about to be. */
export interface JournalEntry {
  readonly id: number;
  readonly row: number;
  /** In epoch milliseconds. */
  readonly sentAt: number;
  /** When a response, or that there is none, was recorded; undefined if the process ended before that. */
  readonly answeredAt?: number;
  /** The values of the fields before the write, where they are known. */
  readonly before: FieldValues;
  /** The values that were sent; those that are stored once it is done, see {@link WriteEnd.ignored}. */
  readonly after: FieldValues;
  /**
   * - undefined: nothing was recorded after sending
   * - `accepted`: the response reports success, but whether Kapture ignored its blank values was not read yet
   * - `refused`: it was not sent, or the server did not process it, so it may be sent again
   * - `other-customer`: the response names another customer, which may have been changed. No record decides that.
   */
  readonly outcome?: JournalOutcome;
  readonly status?: number;
}

export type JournalOutcome = 'done' | 'failed' | 'unknown' | 'accepted' | 'refused' | 'not-stored' | 'other-customer';

/** What is recorded before a write is sent. */
export interface WriteStart {
  readonly plan: number;
  readonly row: number;
  readonly before: FieldValues;
  readonly after: FieldValues;
}

/** What is recorded after it. */
export interface WriteEnd {
  readonly plan: number;
  readonly row: number;
  /** It was found out by reading the record, and not by the response. */
  readonly isResolved?: boolean;
  readonly outcome: JournalOutcome;
  readonly state: RowState;
  readonly customerId?: string | undefined;
  readonly status?: number | undefined;
  readonly reason?: Problem | undefined;
  /**
   * Fields that were sent as blank and did not change, or that records do not show. The changes of the row, and its
   * values before and after, lose those with an earlier value.
   */
  readonly ignored?: readonly string[] | undefined;
  readonly serverMessage?: string | undefined;
}

/** A row that is done, with the values before and after its write. */
export interface WrittenRow extends PlanRow, Pick<JournalEntry, 'before' | 'after'> {
  /** The fields that plans which revert the run have written back, and that no other plan has written since. */
  readonly undone: readonly string[];
  /** What the response of a plan that reverts the row says, if it names another customer. No later plan reverts it. */
  readonly revertedOther?: Problem;
}

/** Whether all known previous values of a row were written back. */
export function isReverted({ before, undone }: Pick<WrittenRow, 'before' | 'undone'>): boolean {
  return undone.length > 0 && [...before.keys()].every((field) => undone.includes(field));
}
