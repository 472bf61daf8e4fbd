import type { OperationForm } from '../../catalogue/form.ts';
import { readBack, type RecordFields } from '../../update/editableFields.ts';
import { isBlank, isSame, type FieldValues } from '../../update/fieldValue.ts';
import { isContactField } from '../../update/isContactField.ts';
import { recordValue } from '../../update/updateBody.ts';
import type { JournalEntry } from '../plans/journalEntry.ts';
import type { FieldChange } from '../plans/planRow.ts';

/** What a record says about the write of an update. */
export type WriteFinding =
  | {
      readonly kind: 'stored';
      /** The stored values of fields that were sent as blank and have their earlier values. */
      readonly ignored: FieldValues;
    }
  | { readonly kind: 'not-stored' }
  | {
      readonly kind: 'undecided';
      /** The fields of the write that the record has. */
      readonly shown: readonly string[];
    };

/** A write, and the ID of the contact whose fields it changed, if it had one. */
export type ComparedWrite = Pick<JournalEntry, 'before' | 'after'> & Pick<FieldChange, 'contactId'>;

/**
 * Compares the record of a customer with the write of an update. A body is stored as a whole, except that Kapture may
 * ignore blank values: a field that was sent as blank and has its earlier value says nothing about the other fields. A
 * contact that has an earlier value, but is another one now, does not show that nothing was stored.
 */
export function compareWrite(
  { before, after, contactId }: ComparedWrite,
  record: RecordFields,
  form: OperationForm,
): WriteFinding {
  const shown: string[] = [];
  const ignored = new Map<string, string>();
  let isStored = false;
  let isMissing = false;
  let isOther = false;
  const isContactOther = contactId !== undefined && !isSame(contactId, record.contactId);
  for (const [field, sent] of after) {
    const now = readBack(record, field);
    if (now === undefined) continue;
    shown.push(field);
    if (isSame(recordValue(form, field, sent), recordValue(form, field, now))) isStored = true;
    else if (!isSame(before.get(field), now) || (isContactOther && isContactField(field))) isOther = true;
    else if (isBlank(sent)) ignored.set(field, now);
    else isMissing = true;
  }
  const undecided = { kind: 'undecided', shown } as const;
  if (isOther || (isStored && isMissing)) return undecided;
  if (isStored) return { kind: 'stored', ignored };
  // The other values may be stored even if Kapture ignored all blank ones.
  const isComplete = shown.length > 0 && shown.length === after.size;
  return isMissing || isComplete ? { kind: 'not-stored' } : undecided;
}
