import type { OperationForm } from '../../catalogue/form.ts';
import { readBack } from '../../update/editableFields.ts';
import { isBlank, isSame, type FieldValues } from '../../update/fieldValue.ts';
import { isContactField } from '../../update/contacts.ts';
import { recordValue } from '../../update/updateBody.ts';
import type { ReadRecord } from '../lookups/readRecord.ts';
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
 * ignore blank values: a field that was sent as blank and has its earlier value says nothing about the other fields,
 * and these say nothing about one that the record does not show. A contact that is another one now does not show that
 * nothing was stored, or that its field was cleared.
 */
export function compareWrite(
  { before, after, contactId }: ComparedWrite,
  { fields, own }: Pick<ReadRecord, 'fields' | 'own'>,
  form: OperationForm,
): WriteFinding {
  const shown: string[] = [];
  const ignored = new Map<string, string>();
  let isStored = false;
  let isMissing = false;
  let isOther = false;
  let isBlankHidden = false;
  const isContactOther = contactId !== undefined && !isSame(contactId, own.contactId);
  for (const [field, sent] of after) {
    const blank = isBlank(sent);
    // The value of a contact does not show whether the customer's own was cleared.
    const now = readBack(blank ? own : fields, field);
    if (now === undefined) {
      if (blank) isBlankHidden = true;
      continue;
    }
    shown.push(field);
    const isOfOther = isContactOther && isContactField(field);
    if (isSame(recordValue(form, field, sent), recordValue(form, field, now)) && !(blank && isOfOther)) isStored = true;
    else if (!isSame(before.get(field), now) || isOfOther) isOther = true;
    else if (blank) ignored.set(field, now);
    else isMissing = true;
  }
  const undecided = { kind: 'undecided', shown } as const;
  if (isOther || (isStored && (isMissing || isBlankHidden))) return undecided;
  if (isStored) return { kind: 'stored', ignored };
  // The other values may be stored even if Kapture ignored all blank ones.
  const isComplete = shown.length > 0 && shown.length === after.size;
  return isMissing || isComplete ? { kind: 'not-stored' } : undecided;
}
