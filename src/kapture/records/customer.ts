import { dayOf } from '../dates/calendar.ts';
import { readLoose } from '../json/looseJson.ts';
import { columnReader, word, type OpenRecord } from './columnReader.ts';
import type { Contact } from './contact.ts';
import { primaryIndex } from './primaryIndex.ts';
import { recordColumns, type ColumnValues, type RecordColumns } from './recordColumns.ts';
import { contactKeys, keysOf, keyValuesOf, type KeyValues, type RecordKeys } from './recordKeys.ts';

export type { Contact };

/** The values that the customers view shows of a record. */
export interface CustomerFields extends ColumnValues {
  readonly contacts: readonly Contact[];
}

/** A customer's values, and the text of the record, unchanged. */
export interface Customer extends CustomerFields {
  readonly text: string;
}

/**
 * Reads the JSON of a record; undefined for a text that is not an object or has no id. `zone` is the tenant's time
 * zone.
 */
export function readCustomer(text: string, zone: string): Customer | undefined {
  const fields = fieldsOf(readLoose(text).value, zone);
  return fields && { ...fields, text };
}

const idColumn = { id: recordColumns.id };
const idKeys = keysOf(idColumn);
const readId = recordReader(idColumn, idKeys);

/** The ID of a record; undefined as for {@link readCustomer}. */
export function idOfRecord(text: string): string | undefined {
  const values = keyValuesOf(readLoose(text).value, idKeys);
  return values && readId(values, '')?.id;
}

/** Reads a parsed record; undefined for a value that is not an object or has no id. */
export function fieldsOf(value: unknown, zone: string): CustomerFields | undefined {
  const read = readValue(value, zone);
  return read && namedFields(read);
}

/**
 * A record's values in the order of the columns. Arrays instead of named values, for speed: see bench `pull.big.ratio`.
 */
export interface ReadRecord {
  readonly id: string;
  readonly values: readonly (string | number | undefined)[];
  readonly contacts: readonly Contact[];
}

const keys = keysOf(recordColumns);
/** Reads a record from the values of its keys; undefined without an id. */
export const readKeys = recordReader(recordColumns, keys);

export function readValue(value: unknown, zone: string): ReadRecord | undefined {
  const values = keyValuesOf(value, keys);
  return values && readKeys(values, zone);
}

export function namedFields({ values, contacts }: ReadRecord): CustomerFields {
  const named = Object.fromEntries(Object.keys(recordColumns).map((name, index) => [name, values[index]]));
  return { ...named, contacts } as CustomerFields;
}

/** The text that a filter searches: the searched columns and the contacts of a customer, in lower case. */
export const searchText = searchReader(recordColumns);

export function recordReader(
  columns: RecordColumns,
  keys: RecordKeys,
): (values: KeyValues, zone: string) => ReadRecord | undefined {
  const readers = Object.values(columns).map((column) => columnReader(column, keys));
  const idPlace = Object.keys(columns).indexOf('id');
  const contactOf = contactReader(keys);
  return ({ record, contacts }, zone) => {
    const known = contacts.filter((contact) => contact !== undefined);
    const people = known.map(contactOf);
    const open: OpenRecord = {
      record,
      contacts,
      primary: known[primaryIndex(people.length, (at) => people[at]!.isPrimary)],
    };
    const values = readers.map((read) => read(open, zone));
    const id = values[idPlace];
    return id ? { id: id as string, values, contacts: people } : undefined;
  };
}

export function searchReader(columns: RecordColumns): (record: ReadRecord) => string {
  const searched = Object.values(columns).flatMap(({ isSearched }, index) => (isSearched ? index : []));
  return ({ values, contacts }) => {
    let text = '';
    for (const index of searched) text += `${values[index] ?? ''}\n`;
    for (const contact of contacts) text += `${contact.name}\n${contact.phone}\n${contact.email}\n`;
    // For LIKE, a text ends at NUL.
    return text.toLowerCase().replaceAll('\0', ' ');
  };
}

/** The day (`YYYY-MM-DD`) on which a customer was created; undefined if the date is missing or invalid. */
export function dayOfCustomer(customer: Customer): string | undefined {
  return customer.createdAt && dayOf(customer.createdAt);
}

function contactReader({ contact: keys }: RecordKeys): (values: readonly unknown[]) => Contact {
  const slots = {
    id: keys.indexOf(contactKeys.id),
    name: keys.indexOf(contactKeys.name),
    phone: keys.indexOf(contactKeys.phone),
    email: keys.indexOf(contactKeys.email),
    isPrimary: keys.indexOf(contactKeys.isPrimary),
  };
  return (values) => ({
    id: word(values[slots.id]),
    name: word(values[slots.name]),
    phone: word(values[slots.phone]),
    email: word(values[slots.email]),
    isPrimary: isTrue(values[slots.isPrimary]),
  });
}

/** Whether a value is `true`, also as a text. */
function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
