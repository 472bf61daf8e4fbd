import type { RecordFields } from '../../update/editableFields.ts';

/** A customer that was read. */
export interface ReadRecord {
  readonly id: string;
  readonly name: string;
  /** With the contact's phone and email if the record does not say what the customer's are, to compare values. */
  readonly fields: RecordFields;
  /** As the server sent them. Only these are written back. */
  readonly own: RecordFields;
  /** The whole record, unchanged. */
  readonly text: string;
}
