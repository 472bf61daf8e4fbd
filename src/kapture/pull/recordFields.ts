import { fieldsOf, searchText, type CustomerFields } from '../customer.ts';
import { readLoose } from '../looseJson.ts';

/** What the index holds of a record. */
export interface RecordFields extends CustomerFields {
  /** What a filter looks in. */
  readonly search: string;
}


/**
 * The fields of a record that `readCustomer` gives, only sooner: whether a number has too many digits is asked of the few
 * fields that are shown, and not of the whole text. Undefined for a text that is no object or has no id.
 */
export function recordFields(text: string, zone: string): RecordFields | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = readLoose(text).value;
  }
  const fields = fieldsOf(value, zone);
  if (!fields) return undefined;
  const search = searchText(fields);
  if (!mayHaveLostDigits(search) && !mayHaveLostDigits(fields.status)) return { ...fields, search };
  const thorough = fieldsOf(readLoose(text).value, zone);
  return thorough && { ...thorough, search: searchText(thorough) };
}

/** Whether there may be a number in a text that `JSON.parse` rounded: one of 16 digits or more. */
function mayHaveLostDigits(text: string): boolean {
  return /\d{16}/.test(text) || text.includes('e+');
}
