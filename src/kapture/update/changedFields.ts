import { fieldSpans } from '../exchange/requestBody.ts';
import type { Place } from '../exchange/requestPlaces.ts';
import { readBack, type RecordFields } from './editableFields.ts';
import { isSameText } from './fieldValue.ts';

/** A field of a customer's document whose value differs from the record that the document is based on. */
export interface ChangedField {
  readonly field: string;
  /** Where its value is in the document. */
  readonly value: Place;
  /** Its value in the record, as JSON; undefined if the record does not show it. */
  readonly before: string | undefined;
}

/** Fields that a save does not send as a change. */
const others = new Set(['kapture_customer_id', '$schema']);

/**
 * The changed fields of a document, which may be incomplete JSON. A field that the user removed is not sent, and so is
 * not a change.
 */
export function changedFields(text: string, base: RecordFields): ChangedField[] {
  return [...fieldSpans(text)].flatMap(([field, value]) => {
    if (others.has(field)) return [];
    const before = readBack(base, field);
    return isUnchanged(text.slice(value.offset, value.offset + value.length), before) ? [] : [{ field, value, before }];
  });
}

function isUnchanged(value: string, before: string | undefined): boolean {
  try {
    return isSameText(value, before);
  } catch {
    // An incomplete value.
    return false;
  }
}
